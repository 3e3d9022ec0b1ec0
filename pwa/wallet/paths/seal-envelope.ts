// An envelope from the view that was shown, and the look back at the bytes that will leave: displayed = sent. The first
// one of a grant and every later one go this way.

import { fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { openWith, unpad } from '../../../crypto/open.ts';
import { padTo, sealWith } from '../../../crypto/seal.ts';
import {
  type EnvelopeContent,
  envelopeBinding,
  envelopeText,
  readEnvelopeText,
  requireWithin,
} from '../../../policy/envelope.ts';
import type { Grant } from '../../../policy/grant.ts';
import { type View, viewText } from '../../../policy/view.ts';
import { PathFault } from './fault.ts';

/** What goes into one envelope, as it stands on the screen. */
export interface Shown {
  readonly view: View;
  /** Present when the resident takes no part in experiments. */
  readonly experiment?: 'left';
}

export function sealEnvelope(
  grant: Grant,
  n: number,
  epochKey: Uint8Array,
  {
    view,
    viewSalt,
    asOf,
    experiment,
  }: Shown & {
    readonly viewSalt: Uint8Array;
    readonly asOf: string;
  },
): Uint8Array {
  const plain = envelopeText({
    v: 1,
    asOf,
    facts: view.values,
    viewSalt: toBase64url(viewSalt),
    view,
    ...(experiment === undefined ? {} : { experiment }),
  });
  return sealWith(epochKey, padTo(toUtf8(plain)), bindingOf(grant, n));
}

/** Opened once more: what is inside is the view that was shown, and no more than the scope. */
export function requireSealed(
  grant: Grant,
  n: number,
  epochKey: Uint8Array,
  sealed: Uint8Array,
  { view: shown, experiment }: Shown,
): EnvelopeContent {
  const differs = (what: string) => new PathFault('view-differs', `${what} is not what was shown`);
  const content = readEnvelopeText(fromUtf8(unpad(openWith(epochKey, sealed, bindingOf(grant, n)))));
  requireWithin(content.facts, grant.scope);
  if (viewText(content.view) !== viewText(shown)) throw differs('envelope');
  if (viewText({ ...shown, values: content.facts }) !== viewText(shown)) throw differs('facts');
  if (content.experiment !== experiment) throw differs('experiment');
  return content;
}

const bindingOf = ({ id, epoch, scope, party }: Grant, n: number): Uint8Array =>
  toUtf8(envelopeBinding({ grant: id, epoch, n, purpose: scope.purpose, party }));
