// « Mes règles »: what the resident wants proposed, and only where she said so, answered without a question.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { type Preference, readPreference } from '../../../policy/preference.ts';
import { change } from '../vault/hold.ts';

/** One rule for each fact, kind of party and purpose: said again, it takes the place of the one before. */
export async function setPreference(wished: Preference): Promise<string> {
  const preference = readPreference(wished);
  const { fact, role, purpose } = preference;
  const id = toBase64url(sha256(toUtf8(canonicalText({ fact, role, purpose })))).slice(0, 22);
  // « Ask » answers nothing by itself, whatever was ticked.
  const automatic = preference.automatic && preference.answer !== 'ask';
  await change((rows) => rows.put('preference', id, { ...preference, automatic, id }));
  return id;
}

export async function dropPreference(id: string): Promise<void> {
  await change((rows) => rows.drop('preference', id));
}
