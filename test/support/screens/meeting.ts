// Two phones that have met already.

const code = '482913';

export const receiveBy = async (_: string, path: string) => ({
  link: `https://portefeuille.example${path}#AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA`,
  endsMs: Date.now() + 600_000,
  code: () => new Promise<string>(() => undefined),
  content: () => new Promise<Uint8Array>(() => undefined),
  answer: async () => undefined,
});

export const giveBy = async () => ({
  code,
  give: async () => undefined,
  answer: () => new Promise<Uint8Array>(() => undefined),
});
