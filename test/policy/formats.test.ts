import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../crypto/encode.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { readAccess, readAnswerText, readItemText } from '../../policy/access.ts';
import { answerLabel, historyLabel, readAnswerLine, readHistoryLine } from '../../policy/answer.ts';
import { readCalculation, readCalculationContent } from '../../policy/calculation.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { readCases, requireCases } from '../../policy/cases.ts';
import { readCondition, readConditionMet } from '../../policy/condition.ts';
import { readDeclaration } from '../../policy/declaration.ts';
import { formOf } from '../../policy/denial.ts';
import { readEnvelopeText } from '../../policy/envelope.ts';
import { openRules } from '../../policy/evaluate.ts';
import { readFact } from '../../policy/fact.ts';
import { readForkFile } from '../../policy/fork.ts';
import { readChangeReport, requireClaim } from '../../policy/gain.ts';
import { readGrant } from '../../policy/grant.ts';
import { readHandover } from '../../policy/handover.ts';
import { readLabel } from '../../policy/label.ts';
import { readMandate } from '../../policy/mandate.ts';
import { readParty } from '../../policy/party.ts';
import { readPartyPage } from '../../policy/party-page.ts';
import { readPause } from '../../policy/pause.ts';
import type { JsonValue } from '../../policy/read.ts';
import { readLogReceipt, readReceipt } from '../../policy/receipt.ts';
import { splitRecord } from '../../policy/record.ts';
import { readRefusal } from '../../policy/refusal.ts';
import { readRelease } from '../../policy/release.ts';
import { readRequest } from '../../policy/request.ts';
import { readRevocation } from '../../policy/revocation.ts';
import { readRules } from '../../policy/rules.ts';
import { readLeafText, readStatement } from '../../policy/statement.ts';
import { readStudy } from '../../policy/study.ts';
import { readThreadText } from '../../policy/thread/text.ts';
import { readThread } from '../../policy/thread.ts';
import { readView } from '../../policy/view.ts';
import { readWithdrawal } from '../../policy/withdrawal.ts';
import note from '../vectors/note.json' with { type: 'json' };

const pageOf = (name: string): string =>
  readFileSync(new URL(`../../docs/formats/${name}.md`, import.meta.url), 'utf8');

const blocks = (page: string): string[] =>
  [...page.matchAll(/```(?:json)?\n([\s\S]*?)\n```/g)].map((found) => found[1] as string);

const fareRules = readFileSync(new URL('../../docs/examples/fare/rules.json', import.meta.url), 'utf8');
const openFare = (limit = '450 €') => openRules(readRules(fareRules.replace('450 €', limit)));

const firstLine = (example: string): string => example.split('\n')[0] as string;

type Read = (example: string) => unknown;
const asJson =
  (read: (body: unknown) => unknown): Read =>
  (example) =>
    read(JSON.parse(example));

/** Each page with how its examples are read, in their order. */
const pages: [name: string, ...reads: Read[]][] = [
  ['record', splitRecord],
  ['party', asJson(readParty)],
  ['label', ...Array<Read>(6).fill(asJson(readLabel))],
  ['fork', asJson(readForkFile)],
  ['declaration', asJson(readDeclaration)],
  ['request', asJson(readRequest)],
  ['grant', asJson(readGrant)],
  ['refusal', asJson(readRefusal)],
  ['revocation', asJson(readRevocation)],
  ['access', readAccess, readItemText, readAnswerText],
  [
    'answer',
    (example) => readAnswerLine(firstLine(example)),
    (example) => readHistoryLine(firstLine(example)),
  ],
  ['pause', asJson(readPause)],
  ['handover', asJson(readHandover)],
  ['mandate', asJson(readMandate), asJson(readMandate)],
  ['condition', asJson(readCondition), asJson(readLabel), asJson(readConditionMet)],
  ['statement', asJson(readStatement), readLeafText],
  ['study', asJson(readStudy), asJson(readWithdrawal)],
  ['release', asJson(readRelease)],
  ['calculation', asJson(readCalculation), asJson(readCalculationContent)],
  ['receipt', asJson(readReceipt), asJson(readLogReceipt)],
  ['party-page', asJson(readPartyPage)],
  [
    'thread',
    asJson(readThread),
    asJson(readThread),
    (example) => readThreadText(canonicalText(JSON.parse(example))),
  ],
  ['view', asJson(readView)],
  [
    'rules',
    (example) => openRules(readRules(example)),
    // Not only read: the case holds on the fare's rules, the claim on these and on ones that take 450 € in.
    asJson((body) => requireCases(openFare(), readCases(body))),
    asJson((body) => requireClaim(openFare(), openFare('450.01 €'), readChangeReport(body))),
  ],
  ['envelope', (example) => readEnvelopeText(canonicalText(JSON.parse(example)))],
];

describe.each(pages)('the page of the format « %s »', (name, ...reads) => {
  const page = pageOf(name);

  it('opens with a whole example', () => {
    expect(page).toMatch(/^# [^\n]+\n\n```/);
  });

  it('has examples that are read as what they are', () => {
    reads.forEach((read, at) => {
      expect(() => read(blocks(page)[at] as string)).not.toThrow();
    });
  });

  it('names every field of its first example', () => {
    const example =
      blocks(page)[0]?.split('\n')[0] === '{' ? (JSON.parse(blocks(page)[0] as string) as object) : {};
    const prose = page.replace(/```[\s\S]*?```/g, '');
    const shared = ['v', 'type', 'id', 'at', 'by', 'key', 'party', 'requestDigest', 'grant'];
    const standard = ['response_type', 'redirect_uri', 'state', 'nonce', 'jti', 'code_challenge_method'];
    for (const field of Object.keys(example)) {
      if ([...shared, ...standard].includes(field)) continue;
      expect(prose, `${name}: ${field}`).toContain(`\`${field}`);
    }
  });
});

describe('the page of the answer', () => {
  const [toMailbox = '', toParty = ''] = blocks(pageOf('answer'));

  it.each([
    [answerLabel, toMailbox, historyLabel],
    [historyLabel, toParty, answerLabel],
  ])('shows one that the log’s key has signed under « %s »', async (label, text, otherLabel) => {
    await readySodium();
    const [line1 = '', proof = ''] = text.split('\n');
    const signature = fromBase64url(proof.slice('ed25519:'.length));
    const { publicKey } = readVerifierKey(note.verifierKey);
    expect(verifyRecord(label, line1, signature, publicKey)).toBe(true);
    expect(verifyRecord(label, `${line1} `, signature, publicKey)).toBe(false);
    expect(verifyRecord(otherLabel, line1, signature, publicKey)).toBe(false);
  });

  it('shows two words, and the reader of neither takes the other', () => {
    // One grant beside a list of two would look like a relay that shows less.
    const invalid = expect.objectContaining({ code: 'answer-invalid' }) as Error;
    expect(() => readAnswerLine(firstLine(toParty))).toThrow(invalid);
    expect(() => readHistoryLine(firstLine(toMailbox))).toThrow(invalid);
    const history = JSON.parse(firstLine(toParty)) as object;
    const { v, last } = JSON.parse(firstLine(toMailbox)) as { v: number; last: JsonValue };
    for (const more of [{ v }, { last }, { seq: 0 }])
      expect(() => readHistoryLine(canonicalText({ ...history, ...more }))).toThrow(invalid);
  });
});

describe('the page of facts and noes', () => {
  it('lists every reason for a no, under its form', () => {
    const rows = pageOf('access')
      .split('\n')
      .filter((row) => /^\| `(?:ended|not-now|not-granted|bad-request)`/.test(row));
    for (const [reason, form] of Object.entries(formOf)) {
      expect(rows.find((row) => row.startsWith(`| \`${form}\``))).toContain(reason);
    }
  });

  it('shows facts that are facts', () => {
    for (const line of blocks(pageOf('view'))[1]?.split('\n') ?? []) {
      expect(() => readFact(JSON.parse(line))).not.toThrow();
    }
  });
});
