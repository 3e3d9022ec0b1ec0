import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolmentContext } from '../../../crypto/account.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { reportIdOf } from '../../../crypto/report.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { readToken, tokenNonceOf } from '../../../crypto/token.ts';
import { fastSha256 } from '../../../relay/proof/hash.ts';
import {
  blindFor,
  type Desk,
  openDesk,
  openStudy,
  signatureIn,
  someCodes,
  TestAccount,
  type TestStudy,
} from './desk.ts';

let desk: Desk;
let study: TestStudy;
beforeAll(async () => {
  desk = await openDesk();
  study = await openStudy(desk, { costMillionths: 1000 });
});
afterAll(() => desk.close());

/** All that the issuer has: its files as they lie on the disk, its rows one by one, and its log lines. */
function everythingKept(): Buffer[] {
  const files = readdirSync(desk.folder)
    .filter((name) => name.startsWith('issuer.db'))
    .map((name) => readFileSync(join(desk.folder, name)));
  const db = new DatabaseSync(join(desk.folder, 'issuer.db'), { readOnly: true });
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const cells = tables.flatMap(({ name }) =>
    db
      .prepare(`SELECT * FROM "${String(name)}"`)
      .all()
      .flatMap((row) => Object.values(row)),
  );
  db.close();
  const texts = cells.map((cell) =>
    cell instanceof Uint8Array ? Buffer.from(cell) : Buffer.from(String(cell)),
  );
  return [...files, ...texts, ...desk.lines.map((line) => Buffer.from(line))];
}

/** Eight bytes are found by chance once in 10^13 such files: any window of them, raw or written out, is a trace. */
function isTraced(secret: Uint8Array, kept: readonly Buffer[]): boolean {
  for (const bytes of [secret, fastSha256(secret)])
    for (let at = 0; at + 8 <= bytes.length; at += 1) {
      const window = Buffer.from(bytes.subarray(at, at + 8));
      const forms = [
        window,
        Buffer.from(window.toString('hex')),
        Buffer.from(window.toString('hex').toUpperCase()),
      ];
      // Of base64, each of the three places that a byte can have in its group.
      if (at % 3 === 0 && at + 9 <= bytes.length) {
        const group = Buffer.from(bytes.subarray(at, at + 9));
        forms.push(Buffer.from(group.toString('base64')), Buffer.from(group.toString('base64url')));
      }
      if (kept.some((part) => forms.some((form) => part.includes(form)))) return true;
    }
  return false;
}

/** Everything that stands in the contribution that a token goes out with, hours later. */
async function contribute() {
  const key = signingPair(randomBytes(32)).publicKey;
  const account = await new TestAccount(desk).open();
  const blinded = study.blind(tokenNonceOf(key));
  const signature = await signatureIn(await account.ask(study, blinded.blinded));
  const token = blinded.finish(signature);
  const { nonce, authenticator } = readToken(token);
  return {
    key,
    nonce,
    authenticator,
    reportId: reportIdOf(key, fromBase64url(study.digest)),
    token,
  };
}

describe('what the issuer keeps', () => {
  it('holds no byte of the contribution that its token goes out with', async () => {
    for (let times = 0; times < 5; times++) {
      const sent = await contribute();
      const kept = everythingKept();
      for (const [name, bytes] of Object.entries(sent)) {
        // The name of study and key stand in every token alike: only what is of one token counts.
        const own = name === 'token' ? fastSha256(bytes) : bytes;
        expect(isTraced(own, kept), name).toBe(false);
      }
    }
  });

  it('would be caught if it kept one', async () => {
    const { nonce, reportId, key } = await contribute();
    const db = new DatabaseSync(join(desk.folder, 'issuer.db'));
    db.exec('CREATE TABLE planted (what BLOB, said TEXT)');
    const plant = (what: Uint8Array | null, said: string | null): void => {
      db.prepare('DELETE FROM planted').run();
      db.prepare('INSERT INTO planted VALUES (?, ?)').run(what, said);
    };
    expect(isTraced(nonce, everythingKept())).toBe(false);
    plant(nonce.subarray(5, 20), null);
    expect(isTraced(nonce, everythingKept())).toBe(true);
    for (const said of [toBase64url(reportId), Buffer.from(reportId).toString('hex')]) {
      plant(null, said);
      expect(isTraced(reportId, everythingKept())).toBe(true);
    }
    plant(fastSha256(key), null);
    expect(isTraced(key, everythingKept())).toBe(true);
    db.exec('DROP TABLE planted');
    db.close();
  });

  it('joins no code to the account that was enrolled with it', async () => {
    const [code = ''] = await someCodes(desk, 1);
    const enrolment = (await desk.issuer.enrolments())[0];
    const blinded = blindFor(enrolment?.tokenKey ?? '', enrolmentContext(2026));
    const response = await desk.post('/enrolment', { code, year: 2026, blinded: blinded.blinded });
    const token = blinded.finish(await signatureIn(response));
    const account = await new TestAccount(desk).open();
    expect((await account.call('/account/person', { year: 2026, token: toBase64url(token) })).status).toBe(
      200,
    );
    const db = new DatabaseSync(join(desk.folder, 'issuer.db'), { readOnly: true });
    const codes = db.prepare('SELECT * FROM code').all();
    const persons = db.prepare('SELECT * FROM person').all();
    db.close();
    const ofCodes = codes.flatMap((row) => [
      row['hash'],
      Buffer.from(row['blinded'] as Uint8Array).toString('hex'),
    ]);
    const ofPersons = persons.flatMap((row) => [
      row['account'],
      Buffer.from(row['token'] as Uint8Array).toString('hex'),
    ]);
    expect(ofCodes.filter((value) => ofPersons.includes(value))).toEqual([]);
    // Nor can the issuer find the blinded message of a token: any of them could have become any token.
    expect(Buffer.from(persons[0]?.['token'] as Uint8Array)).toEqual(Buffer.from(fastSha256(token)));
    expect(Buffer.from(codes[0]?.['blinded'] as Uint8Array)).toEqual(
      Buffer.from(fastSha256(fromBase64url(blinded.blinded))),
    );
  });

  it('tells no time finer than the turn of a year, no address and no key of an account', async () => {
    const account = await new TestAccount(desk).open();
    await account.take(study);
    const db = new DatabaseSync(join(desk.folder, 'issuer.db'), { readOnly: true });
    const columns = db
      .prepare(
        "SELECT m.name AS holder, c.name AS column FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'",
      )
      .all()
      .map(({ holder, column }) => `${String(holder)}.${String(column)}`)
      .toSorted();
    db.close();
    expect(columns).toEqual([
      'account.account',
      'code.blinded',
      'code.hash',
      'code.year',
      'destroyed_cost.account',
      'destroyed_cost.cost',
      'destroyed_cost.year',
      'enrolment_key.private_key',
      'enrolment_key.year',
      'given.account',
      'given.blinded',
      'given.cost',
      'given.study',
      'given.year',
      'meta.name',
      'meta.value',
      'person.account',
      'person.token',
      'person.year',
      'study.closes_ms',
      'study.cost',
      'study.digest',
      'study.opens_ms',
      'study.person_year',
      'study.private_key',
    ]);
    expect(isTraced(account.publicKey, everythingKept())).toBe(false);
    for (const line of desk.lines) expect(line).not.toContain(account.name);
  });
});
