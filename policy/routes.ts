/**
 * The doors of the relay, in one table: who may call, how much may come in, what goes in and out by name. Relay, wallet
 * and kit read it; `openapi.json` is made from it.
 */

export type Caller =
  /** No proof of anything, and no cookie either. */
  | 'anyone'
  /** A signed record in the body is the proof. */
  | 'record'
  /** RFC 9421 by a party's `http` key. */
  | 'party'
  /** private_key_jwt by a party's `client` key. */
  | 'client'
  /** Header `Vav-Call` by the mailbox's key: exactly one mailbox a call. */
  | 'mailbox'
  /** Header `Vav-Account` by the account's key; nothing on such a call names a mailbox. */
  | 'account'
  /** A live handle and the claim of the wallet that opened it. */
  | 'handle'
  /** The browser that opened the waiting room, by its `__Host-` cookie. */
  | 'room'
  /** Whoever runs the relay: `Authorization: Bearer` and the setting `METRICS_TOKEN`. */
  | 'operator';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly caller: Caller;
  /** Bytes of body at most; 0 when nothing may come in. */
  readonly limitBytes: number;
  readonly takes: readonly string[];
  readonly gives: readonly string[];
  /** Content type of the body; JSON where nothing is said. */
  readonly form?: 'application/x-www-form-urlencoded' | 'application/ppm-dap;message=upload-req';
}

const kib = 1024;

/** A record of 64 KiB as a JSON string: its quotes are escaped. */
const recordBytes = 80 * kib;
/** A record, and sealed bytes of at most 64 KiB as base64url. */
const sealedBytes = 180 * kib;
/** Sealed rows as base64url, and the slot list with its quotes escaped. */
const backupBytes = 1_280 * kib;
/** A whole wallet, sealed to another device (crypto/meeting.ts), as base64url. */
const messageBytes = 1_280 * kib;
/** `maxRulesBytes` of rules.ts and `maxCasesBytes` of cases.ts, written here so that a wallet need not load them. */
const rulesBytes = (1024 + 256) * kib;
/** `maxReportBytes` of gain.ts. */
const reportBytes = 256 * kib;

const get = (
  path: string,
  caller: Caller,
  gives: readonly string[],
  takes: readonly string[] = [],
): Route => ({
  method: 'GET',
  path,
  caller,
  limitBytes: 0,
  takes,
  gives,
});

const post = (
  path: string,
  caller: Caller,
  limitBytes: number,
  takes: readonly string[],
  gives: readonly string[],
): Route => ({ method: 'POST', path, caller, limitBytes, takes, gives });

export const routes = {
  health: get('/healthz', 'anyone', ['status']),
  ready: get('/readyz', 'anyone', ['status']),
  metrics: get('/metrics', 'operator', ['text']),

  keepParty: post('/party', 'record', recordBytes, ['record'], ['id', 'receipt']),
  listParties: get('/party', 'anyone', ['parties']),
  readParty: get('/party/:id', 'anyone', ['id', 'texts', 'admitted', 'receipts']),
  keepLabel: post('/label', 'record', recordBytes, ['record'], ['receipt']),
  keepDeclaration: post('/declaration', 'record', recordBytes, ['record'], ['digest', 'receipt']),
  /** The whole list, always: asking for the successor of one would tell which agreement one has. */
  listDeclarations: get('/declaration', 'anyone', ['declarations']),
  /** Made from the reader (JSON Schema 2020-12). */
  readDeclarationSchema: get('/declaration/schema', 'anyone', ['schema']),
  readDeclaration: get('/declaration/:digest', 'anyone', ['record', 'receipt']),
  /** In another standard's form: `policy/export/forms.ts`. */
  exportDeclaration: get('/declaration/:digest/export/:form', 'anyone', ['file']),
  readConsentSchema: get('/schema/consent-receipt', 'anyone', ['schema']),
  keepRules: post('/rules', 'party', rulesBytes, ['rules', 'cases'], ['hash', 'logicHash', 'cases']),
  readRules: get('/rules/:hash', 'anyone', ['rules']),
  readCases: get('/cases/:hash', 'anyone', ['cases']),
  keepRulesChange: post(
    '/rules-change',
    'party',
    reportBytes,
    ['from', 'to', 'goal', 'unit', 'cases', 'claim'],
    ['digest'],
  ),
  readRulesChange: get('/rules-change/:hash', 'anyone', ['report']),

  pushRequest: {
    ...post(
      '/par',
      'client',
      64 * kib,
      ['request', 'client_id', 'client_assertion_type', 'client_assertion'],
      ['request_uri', 'expires_in'],
    ),
    form: 'application/x-www-form-urlencoded',
  },
  openRoom: get('/authorize', 'anyone', ['page'], ['client_id', 'request_uri']),
  watchRoom: get('/room/events', 'room', ['events'], ['room']),
  confirmRoom: post('/room/code', 'room', kib, ['room', 'code'], ['redirect']),

  readRequest: post(
    '/request',
    'handle',
    kib,
    ['handle', 'claim'],
    ['request', 'party', 'declaration', 'crossDevice', 'expiresAt'],
  ),
  keepGrant: post(
    '/grant',
    'handle',
    sealedBytes,
    ['handle', 'claim', 'grant', 'envelope', 'sameBrowser'],
    ['receipt', 'at', 'redirect', 'confirm'],
  ),
  keepRefusal: post(
    '/refusal',
    'handle',
    recordBytes,
    ['handle', 'claim', 'refusal'],
    ['receipt', 'redirect'],
  ),
  takeToken: {
    ...post(
      '/token',
      'client',
      16 * kib,
      ['grant_type', 'code', 'code_verifier', 'client_id', 'client_assertion_type', 'client_assertion'],
      ['grant', 'grant_id', 'mailbox', 'receipt'],
    ),
    form: 'application/x-www-form-urlencoded',
  },

  revoke: post('/revoke', 'record', recordBytes, ['revocation'], ['status', 'at', 'receipt']),
  stop: post('/stop', 'anyone', 16 * kib, ['secrets'], ['ended']),

  readMailbox: post(
    '/mailbox',
    'mailbox',
    64 * kib,
    ['after', 'statedUntil', 'usedUntil'],
    ['grants', 'entries', 'refusals', 'pauses', 'mandates', 'uses', 'statements', 'more', 'answer'],
  ),
  /** Given by the mailbox's key, or at a counter on paper; ended by either. */
  keepMandate: post('/mandate', 'record', recordBytes, ['mandate'], ['status', 'at', 'receipt']),
  keepPause: post('/pause', 'record', recordBytes, ['pause'], ['status', 'receipt']),
  /** Signed by the key that spoke so far, and inside by the one that speaks from here on. */
  keepHandover: post('/handover', 'record', recordBytes, ['handover'], ['receipt']),
  keepEnvelope: post(
    '/envelope',
    'mailbox',
    sealedBytes,
    ['grant', 'epoch', 'n', 'envelope'],
    ['n', 'digest'],
  ),
  keepReceipt: post('/receipt', 'mailbox', recordBytes, ['receipt'], ['receipt']),

  evaluation: post(
    '/access/v1/evaluation',
    'party',
    16 * kib,
    ['subject', 'action', 'resource', 'context'],
    ['decision', 'context'],
  ),
  evaluations: post(
    '/access/v1/evaluations',
    'party',
    256 * kib,
    ['subject', 'action', 'resource', 'context', 'evaluations', 'options'],
    ['evaluations'],
  ),
  readEnvelope: get('/envelope/:record', 'party', ['envelopes']),
  keepResult: post('/result', 'party', sealedBytes, ['calculation', 'sealed', 'sealedTo'], ['receipt']),
  readRecords: post('/records', 'party', kib, ['mailbox', 'grant', 'after'], ['members', 'more', 'answer']),
  keepStatement: post('/statement', 'record', recordBytes, ['record'], ['digest', 'receipt']),
  /** Each with its path to the signed root, so that a party with many grants sends them in many calls. */
  keepLeaves: post('/leaves', 'party', 1024 * kib, ['statement', 'leaves'], ['kept']),
  readStatements: get('/statement/:id', 'anyone', ['statements', 'state']),

  /** Who cosigns the log, and what this wallet is made of: the first is one of the files of the second. */
  readWitnesses: get('/witnesses.json', 'anyone', ['witnesses']),
  readBuild: get('/build', 'anyone', ['record', 'receipt']),
  /** Any act of a thread, by the one who opened it or by the party: its signature says which. `stamp`: see threads. */
  keepThread: post(
    '/thread',
    'record',
    sealedBytes,
    ['record', 'sealed', 'stamp'],
    ['thread', 'at', 'receipt'],
  ),
  readThreads: post('/thread/mine', 'mailbox', 16 * kib, ['after'], ['threads', 'more']),
  readPartyThreads: post('/thread/party', 'party', kib, ['which', 'after'], ['threads', 'next']),
  readPartyPage: get('/party/:id/page', 'anyone', ['page']),

  /** Whose signature heads carry (a C2SP verifier key), and whose labels admit: a wallet believes them once and pins them. */
  readLogKey: get('/log/key', 'anyone', ['verifierKey', 'regie']),
  readCheckpoint: get('/log/checkpoint', 'anyone', ['text']),
  readTile: get('/log/tile/:level/:n', 'anyone', ['bytes']),
  readEntries: get('/log/tile/entries/:n', 'anyone', ['bytes']),

  /** The manifest of a study: kept once both aggregators have taken it on. */
  keepStudy: post('/study', 'record', recordBytes, ['record'], ['digest', 'receipt']),
  /** The whole list, always, with the aggregators' words on each. */
  listStudies: get('/study', 'anyone', ['studies', 'operators']),
  readStudy: get('/study/:digest', 'anyone', [
    'record',
    'receipt',
    'operations',
    'followUps',
    'state',
    'release',
  ]),
  /** From `releaseAt` on, at the same address and minute for everybody. */
  readRelease: get('/study/:digest/release', 'anyone', ['record', 'receipt']),
  readReleaseFile: get('/study/:digest/release.zip', 'anyone', ['bytes']),
  /** DAP §4.4.1; a wallet takes the key of its study from the leader's label in the log instead. */
  readHpkeConfigs: get('/dap/hpke_config', 'anyone', ['configs']),
  /** DAP §4.4.2: an upload of sealed contributions; answers which of them were not taken. */
  uploadReports: {
    ...post('/dap/tasks/:task/reports', 'anyone', 64 * kib, ['reports'], ['errors']),
    form: 'application/ppm-dap;message=upload-req',
  },
  /** The same record again answers what is true now. `pending`: the helper has not said so yet. */
  keepWithdrawal: post(
    '/study/:digest/withdrawal',
    'record',
    recordBytes,
    ['record', 'token'],
    ['withdrawn', 'pending'],
  ),

  /** `stamp`: see account. The same key again is the same account. */
  openAccount: post('/account', 'anyone', kib, ['key', 'at', 'stamp'], ['account']),
  readBudget: post(
    '/account/budget',
    'account',
    kib,
    [],
    ['year', 'spent', 'destroyedMillionths', 'personYears'],
  ),
  /** A blind signature for one study: the issuer sees neither token nor contribution. */
  takeStudyToken: post('/blind-token', 'account', kib, ['study', 'blinded'], ['blindSignature']),
  /** The public keys under which codes are exchanged, by year: all, the same for everybody. */
  listEnrolments: get('/enrolment', 'anyone', ['enrolments']),
  /** No account on it: a code is exchanged for a blind signature. */
  keepEnrolment: post('/enrolment', 'anyone', kib, ['code', 'year', 'blinded'], ['blindSignature']),
  enrolAccount: post('/account/person', 'account', kib, ['year', 'token'], []),

  /** The sealed backup of a wallet: no account, no mailbox. `stamp`: for the first write, see threads. */
  keepBackup: post(
    '/backup',
    'anyone',
    backupBytes,
    ['write', 'signature', 'sealed', 'slots', 'stamp'],
    ['version'],
  ),
  /** `place`: what a paper kit says. */
  readBackup: post('/backup/read', 'anyone', kib, ['place'], ['backup', 'version', 'slots', 'sealed']),
  askBackupPasskey: get('/backup/challenge', 'anyone', ['challenge']),
  readBackupByPasskey: post(
    '/backup/passkey',
    'anyone',
    16 * kib,
    ['challenge', 'credential', 'clientData', 'authenticatorData', 'signature'],
    ['backup', 'version', 'slots', 'sealed'],
  ),
  eraseBackup: post('/backup/erase', 'anyone', 32 * kib, ['write', 'signature'], []),

  /** Two devices side by side leave sealed messages for each other; ten minutes, in memory. Null: not there. */
  putMessage: post('/meeting/put', 'anyone', messageBytes, ['handle', 'n', 'message'], []),
  takeMessage: post('/meeting/take', 'anyone', kib, ['handle', 'n'], ['message']),

  /** A party asks a district: « yes, if at least X ». Public, and nothing of anybody’s before X. */
  keepCondition: post('/condition', 'record', recordBytes, ['record'], ['digest', 'receipt']),
  /** The whole list, always, with the issuer’s key and, once X was reached, the relay’s word of it. */
  listConditions: get('/condition', 'anyone', ['conditions']),
  /** A token that says « one more », and names nobody: no account, no mailbox. Twice is once. */
  keepYes: post('/condition/:digest/yes', 'anyone', kib, ['token'], []),
  /** By the key that its token was given for; until the condition is met. */
  dropYes: post('/condition/:digest/withdrawal', 'record', recordBytes, ['record'], []),
  /** Once it is met: a grant as to a request, with a word of the key whose yes was counted. */
  keepConditionGrant: post(
    '/condition/:digest/grant',
    'record',
    sealedBytes,
    ['grant', 'envelope', 'key', 'signature'],
    ['receipt', 'at'],
  ),
  readConditionGrants: post('/condition/grants', 'party', kib, ['condition', 'after'], ['grants', 'next']),

  demonstration: get('/demonstration', 'anyone', ['invitations']),

  /** Of workshops: memory only, no record, no mailbox. Secrets of room and seat stand in the body, never in an address. */
  openWorkshop: post('/workshop', 'anyone', kib, ['scenario', 'language', 'minutes'], ['code', 'secret']),
  readBoard: post(
    '/workshop/board',
    'anyone',
    kib,
    ['secret'],
    ['opening', 'code', 'leftSeconds', 'closesInSeconds', 'seats'],
  ),
  /** The mediator was with this seat. */
  answerHelp: post('/workshop/helped', 'anyone', kib, ['secret', 'animal'], []),
  endWorkshop: post('/workshop/end', 'anyone', kib, ['secret'], []),
  joinWorkshop: post(
    '/workshop/join',
    'anyone',
    kib,
    ['code'],
    ['seat', 'animal', 'opening', 'done', 'needsHelp'],
  ),
  /** All that a seat says; without the last two it asks how things stand. */
  keepSeat: post(
    '/workshop/seat',
    'anyone',
    kib,
    ['seat', 'step', 'needsHelp'],
    ['animal', 'opening', 'done', 'needsHelp'],
  ),
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** Wallets may send only what is in these lists; no cookie, no account, no credential goes with any of them. */
export const walletRoutes = [
  'listParties',
  'readParty',
  'listDeclarations',
  'readDeclaration',
  'readRules',
  'readCases',
  'readRulesChange',
  'readRequest',
  'keepGrant',
  'keepRefusal',
  'revoke',
  'stop',
  'readMailbox',
  'keepPause',
  'keepMandate',
  'keepHandover',
  'keepEnvelope',
  'keepReceipt',
  'readWitnesses',
  'readBuild',
  'keepThread',
  'readThreads',
  'readPartyPage',
  'readLogKey',
  'readCheckpoint',
  'readTile',
  'readEntries',
  'listStudies',
  'readRelease',
  'uploadReports',
  'keepWithdrawal',
  'openAccount',
  'readBudget',
  'takeStudyToken',
  'listEnrolments',
  'keepEnrolment',
  'enrolAccount',
  'listConditions',
  'keepYes',
  'dropYes',
  'keepConditionGrant',
  'keepBackup',
  'readBackup',
  'askBackupPasskey',
  'readBackupByPasskey',
  'eraseBackup',
  'putMessage',
  'takeMessage',
  'demonstration',
  'joinWorkshop',
  'keepSeat',
] as const satisfies readonly RouteName[];

/** At most so many stop secrets in one call (protocol §3). */
export const maxStopSecrets = 256;

const segmentForm = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/;

/** The address of a route, its `:names` filled in; C2SP tile numbers such as `x001/234` may span segments. */
export function pathOf(name: RouteName, segments: Readonly<Record<string, string>> = {}): string {
  return routes[name].path.replace(/:([a-z]+)/g, (_, key: string) => {
    const value = segments[key];
    if (value === undefined || !segmentForm.test(value) || value.includes('..')) {
      throw new TypeError(`expected a value for \`:${key}\` of \`${name}\``);
    }
    return value;
  });
}
