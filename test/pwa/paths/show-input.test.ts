import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { readVerifierKey } from '../../../crypto/note.ts';
import { leafHash, verifyInclusion } from '../../../crypto/proof.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { commitmentText, readCalculation } from '../../../policy/calculation.ts';
import { keysAt, readParty } from '../../../policy/party.ts';
import { recordLabel, splitRecord } from '../../../policy/record.ts';
import { readShownInput, type ShownInput } from '../../../policy/shown-input.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { showInput } from '../../../pwa/wallet/paths/show-input.ts';
import { calculations } from '../../../pwa/wallet/vault/open.ts';
import { checkFiles } from '../../../relay/verify/claims.ts';
import { admittedCity, openTestHouse, type TestHouse } from '../../relay/house.ts';
import { aContent } from '../../support/builders.ts';
import { aroundOf, liveGrant, openWallet } from './wallet.ts';

let relay: TestHouse;
let digest: string;

beforeAll(async () => {
  relay = await openTestHouse();
  const city = await admittedCity(relay);
  const around = aroundOf(relay);
  await openWallet(around);
  const { grantId, code, scanned } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  const about = { rulesHash: null, engine: 'by hand', contest: { where: 'https://ville.example/recours' } };
  await city.client.depositCalculation(reading, about, aContent({ facts: reading.content.facts }));
  await lookAtGrant(grantId, around);
  digest = calculations.value[0]?.digest as string;
});
afterAll(() => relay.close());

/** As somebody does it who has the file and nothing else. */
function isShown({ party, record, input, index, path }: ShownInput): boolean {
  const { body, line1, proof, type, v } = splitRecord(record);
  const { by, at, inputs } = readCalculation(body);
  const [first] = party;
  const keys = first === undefined ? [] : keysAt(readParty(splitRecord(first).body), 'record', at);
  return (
    first !== undefined &&
    recordDigest(first) === by &&
    keys.some(({ key }) =>
      verifyRecord(recordLabel(type, v), line1, fromBase64url(proof.value), fromBase64url(key)),
    ) &&
    verifyInclusion(
      leafHash(toUtf8(commitmentText(input))),
      index,
      inputs.count,
      path.map((hash) => fromBase64url(hash)),
      fromBase64url(inputs.root),
    )
  );
}

const shown = () => readShownInput(JSON.parse(showInput(digest, 'vélo . prix').text));

describe('one input shown to one person', () => {
  it('is proved under the signature of the party, by the file alone', () => {
    expect(isShown(shown())).toBe(true);
    expect(shown().receipt?.digest).toBe(recordDigest(shown().record));
  });

  it('tells nothing of the other inputs', () => {
    expect(showInput(digest, 'vélo . prix').text).not.toContain('33063');
    expect(calculations.value[0]?.inputs.some(({ value }) => value === '33063')).toBe(true);
  });

  it('another value, another salt or another place is not proved', () => {
    const good = shown();
    const { input } = good;
    expect(isShown({ ...good, input: { ...input, value: 1201 } })).toBe(false);
    expect(isShown({ ...good, input: { ...input, key: 'vélo . poids' } })).toBe(false);
    expect(isShown({ ...good, input: { ...input, salt: good.path[0] as string } })).toBe(false);
    expect(isShown({ ...good, index: 1 })).toBe(false);
  });

  it('is checked by the program that verifies files, and a changed value fails there', () => {
    const trusted = { logs: [readVerifierKey(relay.house.signer.verifierKey)], witnesses: [] };
    const check = (text: string) => checkFiles([text], trusted).findings;
    const { text } = showInput(digest, 'vélo . prix');
    expect(check(text).filter(({ holds }) => !holds)).toEqual([]);
    expect(check(text).map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/was made with « vélo \. prix » = 1200; signed by /),
    );
    expect(check(text.replace('"value": 1200', '"value": 1300')).some(({ holds }) => !holds)).toBe(true);
  });

  it('an input that is not there is told as such', () => {
    expect(() => showInput(digest, 'revenu')).toThrow(
      expect.objectContaining({ code: 'calculation-unknown' }),
    );
  });
});
