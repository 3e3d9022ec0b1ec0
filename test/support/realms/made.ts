/**
 * What fits a real door that no exercise has: made by hand as an exercise would, and as it should be. Where nothing is
 * signed under a label, an exercise brings what it could come to by itself: a code, a token or an assertion of its own.
 */

import { generateKeyPairSync, sign } from 'node:crypto';
import { accountOf, openingBits, openingDigest, openingLabel } from '../../../crypto/account.ts';
import { readUploadErrors } from '../../../crypto/dap/report.ts';
import { fromBase64url, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { newEnrolmentCode, writeEnrolmentCode } from '../../../crypto/enrolment-code.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { newSigningPair, type SigningPair, signRecord } from '../../../crypto/sign.ts';
import { backupBits, findStamp } from '../../../crypto/stamp.ts';
import { backupEraseLabel, backupErasureText, backupLabel, backupWriteText } from '../../../policy/backup.ts';
import { accountCallLabel, accountCallText, accountHeaderName, callHeader } from '../../../policy/call.ts';
import { conditionGrantLabel, conditionGrantText } from '../../../policy/condition.ts';
import { instantText, minuteText } from '../../../policy/instant.ts';
import { labelIn, type Realm } from '../../../policy/realm.ts';
import { pathOf, type RouteName, routes } from '../../../policy/routes.ts';
import { EnrolmentKeys } from '../../../relay/issuer/enrolments.ts';
import { signCall } from '../../../relay/kit/call.ts';
import { signLine as signAs } from '../../../relay/kit/keys.ts';
import { newTokenKey } from '../../../relay/proof/blind-rsa.ts';
import { aboutCity, admittedCity, origin, type TestHouse } from '../../relay/house.ts';
import { blindFor } from '../../relay/issuer/desk.ts';
import { conditionBody, Neighbour, passTheHour } from '../../relay/neighbours.ts';
import { signLine } from '../../relay/resident.ts';
import { aStudy } from '../a-study.ts';
import { someDigest } from '../builders.ts';
import { aContributor, type CarriedStudy } from '../carried-study.ts';
import { exerciseOrigin } from './two-realms.ts';

export interface Sent {
  readonly path: string;
  readonly method?: 'GET';
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

export interface MadeAct {
  readonly route: RouteName;
  /** How the real door refuses what an exercise makes. */
  readonly refusedAs: string;
  readonly make: (realm: Realm) => Sent | Promise<Sent>;
  /** Whether the real house takes the one that is as it should be; else it is refused for something else. */
  readonly isTaken: boolean;
}

export function sendTo(
  house: TestHouse,
  { path, method = undefined, body, headers }: Sent,
): Promise<Response> {
  if (method === 'GET') return house.fetch(path, headers === undefined ? {} : { headers });
  const type = { 'content-type': 'application/json', ...headers };
  return house.fetch(path, { method: 'POST', headers: type, ...(body === undefined ? {} : { body }) });
}

/** The code of a no, empty where it was taken. */
export async function refusalOf(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.includes('upload-errors') === true)
    return readUploadErrors(new Uint8Array(await response.arrayBuffer()))[0]?.error ?? '';
  if (response.status < 400) return '';
  const { code, type } = (await response.json()) as { code?: string; type?: string };
  return code ?? type ?? '';
}

const json = (path: string, fields: object): Sent => ({ path, body: JSON.stringify(fields) });
const word = (realm: Realm, label: string, text: string, { secretKey }: SigningPair): string =>
  toBase64url(signRecord(labelIn(realm, label), text, secretKey));

/** In this order: what is read or taken out was kept before. */
export async function madeFor(real: TestHouse, carried: CarriedStudy): Promise<MadeAct[]> {
  return [
    ...(await accountActs(real)),
    ...studyActs(carried),
    ...backupActs(real),
    ...(await conditionActs(real)),
  ];
}

async function accountActs(real: TestHouse): Promise<MadeAct[]> {
  const account = newSigningPair();
  const key = toBase64url(account.publicKey);
  const at = minuteText(real.clock.now());
  const call = (name: RouteName, fields: object) => (realm: Realm) => {
    const { path } = routes[name];
    const body = JSON.stringify(fields);
    const named = { account: accountOf(account.publicKey), method: 'POST', path, at, nonce: randomId() };
    const text = accountCallText({ ...named, bodyDigest: toBase64url(sha256(toUtf8(body))) });
    const signature = word(realm, accountCallLabel, text, account);
    const header = callHeader({ key, at, nonce: named.nonce, signature });
    return { path, body, headers: { [accountHeaderName]: header } };
  };
  const open = (realm: Realm) => {
    const digest = openingDigest(account.publicKey, at, sha256, labelIn(realm, openingLabel));
    const stamp = findStamp(digest, openingBits, 0, 10_000_000) ?? '';
    return json(routes.openAccount.path, { key, at, stamp });
  };
  const { issuer, store } = real.house;
  if (issuer === undefined) throw new Error('expected a house with an issuer');
  const given = newEnrolmentCode();
  await issuer.keepCodes(2026, [given]);
  await new EnrolmentKeys({ store, regie: real.regie, issuer, tell: () => undefined }).publish(
    real.clock.now(),
  );
  const [year] = await issuer.enrolments();
  const { blinded } = blindFor(year?.tokenKey ?? '', randomBytes(32));
  const enrol = (realm: Realm) => {
    const code = writeEnrolmentCode(realm === 'real' ? given : newEnrolmentCode());
    return json(routes.keepEnrolment.path, { code, year: 2026, blinded });
  };
  const token = toBase64url(randomBytes(354));
  const study = toBase64url(randomBytes(32));
  return [
    { route: 'openAccount', refusedAs: 'stamp-short', make: open, isTaken: true },
    { route: 'readBudget', refusedAs: 'signature-invalid', make: call('readBudget', {}), isTaken: true },
    {
      route: 'takeStudyToken',
      refusedAs: 'signature-invalid',
      make: call('takeStudyToken', { study, blinded: toBase64url(randomBytes(256)) }),
      isTaken: false,
    },
    { route: 'keepEnrolment', refusedAs: 'code-unknown', make: enrol, isTaken: true },
    {
      route: 'enrolAccount',
      refusedAs: 'signature-invalid',
      make: call('enrolAccount', { year: 2026, token }),
      isTaken: false,
    },
  ];
}

function studyActs({ known, digest, clock }: CarriedStudy): MadeAct[] {
  const pair = aContributor();
  const upload = async (realm: Realm): Promise<Sent> => {
    // Its own issuer's token: no key of an exercise stands under a study.
    const token = known.token(pair.publicKey, realm === 'real' ? {} : { key: newTokenKey() });
    return {
      path: pathOf('uploadReports', { task: digest }),
      body: new Uint8Array(await known.report(pair, 0, clock.now(), { token })),
      headers: { 'content-type': routes.uploadReports.form },
    };
  };
  const withdraw = (realm: Realm) => {
    const record = {
      v: 1 as const,
      type: 'withdrawal' as const,
      id: randomId(),
      at: minuteText(clock.now()),
      by: toBase64url(pair.publicKey),
      study: digest,
    };
    const token = toBase64url(known.token(pair.publicKey));
    const text = signLine(record, pair.secretKey, realm);
    return json(pathOf('keepWithdrawal', { digest }), { record: text, token });
  };
  return [
    { route: 'uploadReports', refusedAs: 'invalid_message', make: upload, isTaken: true },
    { route: 'keepWithdrawal', refusedAs: 'signature-invalid', make: withdraw, isTaken: true },
  ];
}

function backupActs(real: TestHouse): MadeAct[] {
  const writes = newSigningPair();
  const passkey = generateKeyPairSync('ed25519');
  const credential = toBase64url(randomBytes(16));
  const [backup, place] = [randomId(), toBase64url(randomBytes(32))];
  const at = minuteText(real.clock.now());
  const key = toBase64url(writes.publicKey);
  const sealed = randomBytes(64);
  const slots = '{"v":1,"version":1}';
  const keep = (realm: Realm) => {
    const text = backupWriteText({
      v: 1,
      backup,
      version: 1,
      at,
      key,
      next: key,
      sealed: toBase64url(sha256(sealed)),
      slots: toBase64url(sha256(toUtf8(slots))),
      places: [place],
      passkeys: [
        {
          credential,
          publicKey: passkey.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
        },
      ],
    });
    return json(routes.keepBackup.path, {
      write: text,
      signature: word(realm, backupLabel, text, writes),
      sealed: toBase64url(sealed),
      slots,
      stamp: findStamp(toBase64url(sha256(toUtf8(text))), backupBits, 0, 10_000_000) ?? '',
    });
  };
  // A place is a secret: that of an exercise's own kit names nothing.
  const read = (realm: Realm) =>
    json(routes.readBackup.path, { place: realm === 'real' ? place : toBase64url(randomBytes(32)) });
  const find = async (realm: Realm) => {
    const asked = await real.fetch(routes.askBackupPasskey.path);
    const { challenge } = (await asked.json()) as { challenge: string };
    // The browser writes where it was touched: nobody else can.
    const where = realm === 'real' ? origin : exerciseOrigin;
    const clientData = toUtf8(JSON.stringify({ type: 'webauthn.get', challenge, origin: where }));
    const authenticatorData = Buffer.concat([sha256(toUtf8('localhost')), Buffer.from([0x05, 0, 0, 0, 0])]);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    return json(routes.readBackupByPasskey.path, {
      challenge,
      credential,
      clientData: toBase64url(clientData),
      authenticatorData: toBase64url(authenticatorData),
      signature: toBase64url(sign(null, signed, passkey.privateKey)),
    });
  };
  const erase = (realm: Realm) => {
    const text = backupErasureText({ v: 1, backup, version: 2, at, key });
    return json(routes.eraseBackup.path, {
      write: text,
      signature: word(realm, backupEraseLabel, text, writes),
    });
  };
  return [
    { route: 'keepBackup', refusedAs: 'signature-invalid', make: keep, isTaken: true },
    { route: 'readBackup', refusedAs: 'backup-unknown', make: read, isTaken: true },
    { route: 'readBackupByPasskey', refusedAs: 'backup-unknown', make: find, isTaken: true },
    { route: 'eraseBackup', refusedAs: 'signature-invalid', make: erase, isTaken: true },
  ];
}

const aCondition = {
  v: 1,
  type: 'condition',
  request: {
    type: 'vav',
    declaration: someDigest('declaration'),
    purpose: 'aid',
    facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
    actions: ['read'],
    period: { days: 31 },
  },
  area: { name: { fr: 'Le quartier', en: 'The district' }, codes: [] },
  threshold: 5,
  end: '2026-12-05T10:00:00Z',
  enrolment: 'account',
};

async function conditionActs(real: TestHouse): Promise<MadeAct[]> {
  const asker = await admittedCity(real, { ...aboutCity, role: 'research', legalId: '193015009' });
  const record = (name: RouteName, body: object) => (realm: Realm) => {
    const named = { ...body, id: randomId(), at: instantText(real.clock.now()), by: asker.client.id };
    return json(routes[name].path, { record: signAs(named as never, asker.keys.record, realm) });
  };
  const city = await admittedCity(real);
  const body = conditionBody(real, city);
  const { digest: met } = await city.client.publishCondition(body);
  const people: Neighbour[] = [];
  for (let at = 0; at < body.threshold; at += 1) people.push(await new Neighbour(real, met).takeToken());
  for (const one of people) await one.yes();
  await passTheHour(real);
  const { digest } = await city.client.publishCondition(conditionBody(real, city, { threshold: 6 }));
  const counted = await new Neighbour(real, digest).takeToken();

  const say = (realm: Realm) => {
    // A token that no issuer of a real house signed.
    const token = fromBase64url(counted.token);
    if (realm === 'exercise') token.fill(0, -6);
    return json(pathOf('keepYes', { digest }), { token: toBase64url(token) });
  };
  const withdraw = (realm: Realm) => {
    const withdrawal = {
      v: 1 as const,
      type: 'withdrawal' as const,
      id: randomId(),
      at: minuteText(real.clock.now()),
      by: toBase64url(counted.key.publicKey),
      study: digest,
    };
    return json(pathOf('dropYes', { digest }), {
      record: signLine(withdrawal, counted.key.secretKey, realm),
    });
  };
  const [first] = people as [Neighbour];
  const { grant, envelope } = first.say(city, body);
  const { signing } = first.wallet.keysFor(city.client.id);
  const agree = (ofGrant: (realm: Realm) => Realm) => (realm: Realm) => {
    const text = signLine(grant, signing.secretKey, ofGrant(realm));
    return json(pathOf('keepConditionGrant', { digest: met }), {
      grant: text,
      envelope,
      key: toBase64url(first.key.publicKey),
      signature: word(realm, conditionGrantLabel, conditionGrantText(met, recordDigest(text)), first.key),
    });
  };
  const read = (realm: Realm) => {
    const { path } = routes.readConditionGrants;
    const asked = JSON.stringify({ condition: met });
    const relay = realm === 'real' ? origin : exerciseOrigin;
    const line = {
      realm,
      relay,
      party: city.client.id,
      keys: city.keys,
      fetch: real.fetch,
      now: real.clock.now,
    };
    return { path, body: asked, headers: signCall(line, 'POST', path, asked).headers };
  };
  const signed = (route: RouteName, make: MadeAct['make'], isTaken = true): MadeAct => ({
    route,
    refusedAs: 'signature-invalid',
    make,
    isTaken,
  });
  return [
    signed('keepCondition', record('keepCondition', aCondition), false),
    signed('keepStudy', record('keepStudy', aStudy()), false),
    { route: 'keepYes', refusedAs: 'token-invalid', make: say, isTaken: true },
    signed('dropYes', withdraw),
    // The grant as in an exercise, and only the word about it.
    signed(
      'keepConditionGrant',
      agree((realm) => realm),
    ),
    signed(
      'keepConditionGrant',
      agree(() => 'real'),
    ),
    signed('readConditionGrants', read),
  ];
}
