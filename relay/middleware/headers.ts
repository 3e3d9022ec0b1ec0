// Which headers go with an answer. Four kinds: the wallet's pages, the waiting room's page, the pages beside (for researchers,
// for workshops), and everything that is data.
// The wallet's page is where keys live, so nothing there may come from elsewhere, be written inline or be evaluated.

const permissions =
  'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), ' +
  'gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), ' +
  'serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)';

const common: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissions,
};

/** For every answer that is no page: if a browser shows it all the same, it can do nothing. */
export const dataHeaders: Record<string, string> = {
  ...common,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
  'cache-control': 'no-store',
};

interface AnswerOptions {
  status?: number;
  headers?: Record<string, string>;
}

/** The answer of a door that gives data. Its headers are given at once: to add them later costs more than the rest. */
export function answerJson(value: unknown, { status = 200, headers }: AnswerOptions = {}): Response {
  const all = { ...dataHeaders, 'content-type': 'application/json', ...headers };
  return new Response(JSON.stringify(value), { status, headers: all });
}

/** Public data that pages of another origin read at the same address as everybody; nothing of a caller goes with it. */
export function openData(response: Response): Response {
  response.headers.set('access-control-allow-origin', '*');
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  return response;
}

const pageHeaders: Record<string, string> = {
  ...common,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'x-frame-options': 'DENY',
};

/** `policies`: the names of Trusted Types policies that the wallet may make, each once. */
export function walletHeaders(styleHashes: string[], policies: string[]): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src ${["'self'", ...styleHashes.map((hash) => `'sha256-${hash}'`)].join(' ')}`,
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${policies.join(' ')}`,
  ];
  return {
    ...pageHeaders,
    // A resident in a park may note the visit where it is: the phone asks, the place stays in the vault.
    'permissions-policy': permissions.replace('geolocation=()', 'geolocation=(self)'),
    'content-security-policy': policy.join('; '),
  };
}

/** Pages beside the wallet's: they read from their own origin and from those that are named, and from nobody else. */
export function besideHeaders(
  styleHashes: string[],
  policies: string[],
  reads: readonly string[],
): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${["'self'", ...styleHashes.map((hash) => `'sha256-${hash}'`)].join(' ')}`,
    `connect-src ${["'self'", ...reads].join(' ')}`,
    "img-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${policies.length === 0 ? "'none'" : policies.join(' ')}`,
  ];
  return {
    ...pageHeaders,
    // On another port of the same host a hole there could otherwise ask for the wallet's own key.
    'permissions-policy': permissions.replaceAll('=(self)', '=()'),
    'content-security-policy': policy.join('; '),
  };
}

export const roomHeaders: Record<string, string> = {
  ...pageHeaders,
  // A party may open the room in a window of its own; it must stay able to close it, and sees nothing of it.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
};
