// Reading: one question or many in one signed call. Before an envelope is opened, the answer is held against what was
// asked: the record shows our own signature, both roots fit, the record is in the log.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { NoteKey } from '../../crypto/note.ts';
import { openSealed, openWith, unpad } from '../../crypto/open.ts';
import { randomBytes } from '../../crypto/random.ts';
import { type AccessItem, itemText, maxItems, readAccess, readAnswerText } from '../../policy/access.ts';
import { canonicalText } from '../../policy/canonical.ts';
import type { OutwardDenial } from '../../policy/denial.ts';
import {
  type EnvelopeContent,
  envelopeBinding,
  readEnvelopeText,
  requireWithin,
  wrappedKeyBinding,
} from '../../policy/envelope.ts';
import type { Grant } from '../../policy/grant.ts';
import type { ChainLink } from '../../policy/history.ts';
import { pathOf } from '../../policy/routes.ts';
import { callRelay, type Line, signCall } from './call.ts';
import { KitFault } from './fault.ts';
import { noteReading } from './journal.ts';
import { leafOfText, requireInLog, rootOfTexts } from './proof.ts';

/** A yes: the envelope opened, its number and digest for the calculation record that names it. */
export interface Yes {
  readonly decision: true;
  readonly grant: Grant;
  /** Id of the access record, and this reading's place in the grant's sequence. */
  readonly record: string;
  readonly seq: number;
  readonly envelope: { readonly n: number; readonly digest: string };
  readonly content: EnvelopeContent;
}

export interface No {
  readonly decision: false;
  readonly grant: Grant;
  readonly denial: OutwardDenial['context'];
}

export type Reading = Yes | No;

export async function readEnvelopes(line: Line, log: NoteKey, grants: readonly Grant[]): Promise<Reading[]> {
  if (grants.length === 0 || grants.length > maxItems) {
    throw new KitFault('access-oversize', `expected 1 to ${maxItems} grants in one call`);
  }
  const items = grants.map((grant) => itemFor(line.party, grant));
  const texts = items.map(itemText);
  const body = JSON.stringify({ evaluations: items });
  const root = rootOfTexts(texts);
  const { headers, base } = signCall(line, 'POST', pathOf('evaluations'), body, root);
  const options = { method: 'POST', headers: { ...headers, 'vav-want': 'evidence' }, body };
  const answer = (await (await callRelay(line, pathOf('evaluations'), options)).json()) as Answer;
  noteAnswers(line, grants, requireEvidence(answer, { base, root, texts }, log));
  return grants.map((grant, position) => readOne(line, grant, answer.evaluations[position] as Evaluated));
}

interface Evaluated {
  decision: boolean;
  context: {
    record: string;
    seq: number;
    epoch: number;
    n: number;
    envelope?: string;
  } & OutwardDenial['context'];
}

interface Answer {
  evaluations: Evaluated[];
  evidence?: { record: unknown; receipt: unknown; answers: unknown[] };
}

function itemFor(party: string, grant: Grant): AccessItem {
  return {
    subject: { type: 'party', id: party },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: grant.by },
    context: {
      grant: grant.id,
      purpose: grant.scope.purpose,
      facts: grant.scope.facts.map(({ key }) => key),
      salt: toBase64url(randomBytes(32)),
      want: 'envelope',
    },
  };
}

function requireEvidence(
  { evaluations, evidence }: Answer,
  asked: { base: string; root: string; texts: readonly string[] },
  log: NoteKey,
): ChainLink[] {
  const unproven = (why: string) => new KitFault('answer-unproven', why);
  if (!Array.isArray(evaluations) || evaluations.length !== asked.texts.length || evidence === undefined) {
    throw unproven('expected an answer for each item, and the evidence');
  }
  const text = canonicalText(evidence.record);
  const record = readAccess(text);
  if (record.base !== asked.base || record.itemsRoot !== asked.root)
    throw unproven('the record is of another call');
  const answers = evidence.answers.map((answer) => canonicalText(answer));
  if (record.answersRoot !== rootOfTexts(answers) || answers.length !== asked.texts.length) {
    throw unproven('the answers are not those of the record');
  }
  requireInLog(text, evidence.receipt, log);
  return answers.map((answerLine, position) => {
    const leaf = readAnswerText(answerLine);
    const told = evaluations[position] as Evaluated;
    const sealed = told.decision ? told.context.envelope : undefined;
    const digest = sealed === undefined ? undefined : toBase64url(sha256(fromBase64url(sealed)));
    const isSame =
      leaf.item === leafOfText(asked.texts[position] as string) &&
      leaf.decision === told.decision &&
      leaf.envelopeDigest === digest &&
      (leaf.decision || leaf.form === told.context.form);
    if (!isSame) throw unproven('what was told is not what was recorded');
    return { seq: leaf.seq, record: record.id, position, digest: leafOfText(answerLine) };
  });
}

/** A no about a grant that is none for us has no place in any sequence. */
function noteAnswers({ journal }: Line, grants: readonly Grant[], links: readonly ChainLink[]): void {
  if (journal === undefined) return;
  for (const [at, { id: grant, by: mailbox }] of grants.entries()) {
    const link = links[at] as ChainLink;
    if (link.seq > 0) noteReading(journal, { grant, mailbox }, link);
  }
}

function readOne(line: Line, grant: Grant, { decision, context }: Evaluated): Reading {
  if (!decision) return { decision: false, grant, denial: context };
  if (context.envelope === undefined)
    throw new KitFault('envelope-absent', 'expected the envelope with the yes');
  const sealed = fromBase64url(context.envelope);
  const content = openEnvelope(line, grant, context.epoch, context.n, sealed);
  return {
    decision: true,
    grant,
    record: context.record,
    seq: context.seq,
    envelope: { n: context.n, digest: toBase64url(sha256(sealed)) },
    content,
  };
}

/** The epoch's key was sealed to us in the grant; the envelope to that key. */
function openEnvelope(
  line: Line,
  grant: Grant,
  epoch: number,
  n: number,
  sealed: Uint8Array,
): EnvelopeContent {
  if (epoch !== grant.epoch)
    throw new KitFault('epoch-other', 'expected the epoch of the grant: fetch its newest version');
  const wrapped = fromBase64url(grant.wrappedKey);
  const key = openSealed(fromBase64url(line.keys.seal), wrapped, toUtf8(wrappedKeyBinding(grant)));
  const { id, party } = grant;
  const binding = envelopeBinding({ grant: id, epoch, n, purpose: grant.scope.purpose, party });
  const content = readEnvelopeText(fromUtf8(unpad(openWith(key, sealed, toUtf8(binding)))));
  requireWithin(content.facts, grant.scope);
  return content;
}
