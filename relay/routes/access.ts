// May this party read this now? AuthZEN 1.0, one question or up to 200. In the path of every reading: no body is read
// twice, no header is looked up twice, and the answer waits only for the group that makes its record durable.

import { type AccessItem, itemText, readEvaluation, readEvaluations } from '../../policy/access.ts';
import { decide } from '../../policy/decide.ts';
import { outwardText } from '../../policy/denial.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { guardBody, parseUnguarded, readText } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { dataHeaders } from '../middleware/headers.ts';
import { type ComponentsFor, type PartyCall, verifyPartyCall } from '../middleware/party-call.ts';
import { treeOfTexts } from '../proof/hash.ts';
import { accessComponents, bodyComponents, isCovering } from '../proof/http-signature.ts';
import type { AccessOutcome, Answered } from '../store/contract.ts';

/** Items a second, for one party: what a busy relay serves in all, so that one party's fault ends at its own door. */
const readings = { perSecond: 200_000, burst: 1_000_000 };

const answerHeaders = { ...dataHeaders, 'content-type': 'application/json' };

export async function evaluation(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.evaluation.limitBytes });
  const body = parseUnguarded(text);
  const call = await verifyGuarded(house, request, text, body, (signature) =>
    isCovering(signature, bodyComponents) ? bodyComponents : accessComponents,
  );
  const items = readGuarded(body, () => [readEvaluation(body, call.party.id)]);
  const answering = await keepAccess(house, request, call, items);
  return answerWith(house, request, answering, answerText(answering, 0));
}

export async function evaluations(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.evaluations.limitBytes });
  const body = parseUnguarded(text);
  const call = await verifyGuarded(house, request, text, body, () => accessComponents);
  const items = readGuarded(body, () => readEvaluations(body, call.party.id));
  const answering = await keepAccess(house, request, call, items);
  const answers = answering.answers.map((_, position) => answerText(answering, position));
  return answerWith(house, request, answering, `{"evaluations":[${answers.join(',')}]}`);
}

/**
 * The readers of access items admit no field and no character that they do not know, so a body that passes them hides
 * nothing. What is refused is looked at like every other body, so that it is told as what it is.
 */
function readGuarded<T>(body: unknown, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    guardBody(body);
    throw cause;
  }
}

async function verifyGuarded(
  house: House,
  request: Request,
  text: string,
  body: unknown,
  components: ComponentsFor,
): Promise<PartyCall> {
  try {
    return await verifyPartyCall(house, request, text, components);
  } catch (cause) {
    guardBody(body);
    throw cause;
  }
}

type KeptAccess = Extract<AccessOutcome, { kind: 'kept' }>;

async function keepAccess(
  house: House,
  request: Request,
  call: PartyCall,
  items: readonly AccessItem[],
): Promise<KeptAccess> {
  const { party, nonce, base, keyId, signature } = call;
  const nowMs = house.now();
  house.directory.requireAdmitted(party.id, nowMs);
  house.limits.take(`access ${party.id}`, readings, items.length);
  const { root, leaves } = treeOfTexts(items.map(itemText));
  const itemsRoot = root.toString('base64url');
  const signedRoot = request.headers.get('evaluations-root');
  if (signedRoot !== null && signedRoot !== itemsRoot) {
    throw new DoorFault(
      'digest-invalid',
      'expected `Evaluations-Root` to be the root over the items as read',
    );
  }
  const kept = await house.store.keepAccess(
    {
      party: party.id,
      nonce,
      base,
      signature: signature.signature.toString('base64url'),
      keyId,
      itemsRoot,
      leaves,
      items,
      atMs: nowMs,
    },
    decide,
  );
  if (kept.kind === 'replayed') {
    throw new DoorFault(
      'request-replayed',
      `expected a nonce that was not used before: record \`${kept.id}\``,
    );
  }
  return kept;
}

/**
 * A yes names its record and place, and brings the envelope where it was wanted. A no says what its outward form may
 * say and not one byte more (protocol §6).
 */
function answerText(kept: KeptAccess, position: number): string {
  const { decision, seq, envelope } = kept.answers[position] as Answered;
  if (!decision.allowed) return outwardText(decision.form, decision.denials);
  const context = `{"record":"${kept.id}","position":${position},"seq":${seq}`;
  if (envelope === undefined) return `{"decision":true,"context":${context}}}`;
  // The party needs both numbers to open it.
  const { epoch, n } = envelope;
  const sealed = Buffer.from(envelope.sealed).toString('base64url');
  return `{"decision":true,"context":${context},"epoch":${epoch},"n":${n},"envelope":"${sealed}"}}`;
}

/**
 * With `Vav-Want: evidence` the answer also brings what it stands on: the access record, its place in the log, and the
 * leaves of the answers' tree, noes included. They are canonical JSON already and go in as they are.
 */
async function answerWith(house: House, request: Request, kept: KeptAccess, body: string): Promise<Response> {
  const headers = { ...answerHeaders, 'vav-record': kept.id };
  if (request.headers.get('vav-want') !== 'evidence') return new Response(body, { headers });
  const receipt = JSON.stringify(await house.store.receiptOf(kept.kept()));
  const answers = kept.answerTexts().join(',');
  const evidence = `{"record":${kept.text},"receipt":${receipt},"answers":[${answers}]}`;
  return new Response(`${body.slice(0, -1)},"evidence":${evidence}}`, { headers });
}
