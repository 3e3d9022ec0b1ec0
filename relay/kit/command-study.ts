// What a research party publishes by hand: a study from a draft, and afterwards what became of it.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordDigest } from '../../crypto/hash.ts';
import { canonicalText } from '../../policy/canonical.ts';
import type { LangText } from '../../policy/record.ts';
import type { Study } from '../../policy/study.ts';
import type { StudyBody } from './client.ts';
import { openSelf, readJson } from './command-folder.ts';
import type { Desk } from './desk.ts';
import { Unfit } from './unfit.ts';

/** A manifest without its head; operators that it leaves out are those of the relay. */
type Draft = Omit<StudyBody, 'leader' | 'helper' | 'issuer'> &
  Partial<Pick<StudyBody, 'leader' | 'helper' | 'issuer'>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was signed and not taken is sent again as it is: another text would be another study. */
export async function publishStudy(desk: Desk, args: readonly string[]): Promise<void> {
  const [file = ''] = args.filter((arg) => arg !== '--yes');
  const client = await openSelf(desk);
  const kept = join(desk.dataDir, 'study.txt');
  if (!existsSync(kept)) {
    const { studies, operators } = await client.readStudies();
    const [helper] = operators.helpers;
    if (helper === undefined) throw new Unfit('this relay carries no studies: it has no second aggregator');
    const draft = readJson(file);
    if (!isObject(draft)) throw new Unfit(`\`${file}\`: expected a draft of a study`);
    const body = {
      leader: operators.leader,
      issuer: operators.issuer,
      helper,
      ...(draft as unknown as Draft),
    };
    const twin = studies.find(({ study }) => study.by === client.id && isSameStudy(study, body));
    if (twin !== undefined && !args.includes('--yes'))
      throw new Unfit(
        `not sent: the same study is published already (${twin.digest}); say \`--yes\` behind the file to publish another`,
      );
    const text = client.signStudy(body);
    mkdirSync(desk.dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(kept, text, { mode: 0o600, flag: 'wx' });
  } else desk.note(`going on with what was signed before: \`${kept}\``);
  const text = readFileSync(kept, 'utf8');
  try {
    const { digest, receipt } = await client.publishStudy(text);
    desk.note(`published, line ${receipt.index} of the log; both aggregators have taken it on`);
    desk.say(digest);
  } catch (cause) {
    // Only a relay or helper that is not there is worth another try with the same text.
    if (!mayComeLater(cause)) rmSync(kept);
    else desk.note(`signed and not taken yet (${recordDigest(text)}): call again`);
    throw cause;
  }
  rmSync(kept);
}

/** But for the head, which each has of its own. */
function isSameStudy(
  { v: _v, type: _type, id: _id, at: _at, by: _by, ...kept }: Study,
  body: StudyBody,
): boolean {
  return canonicalText(kept) === canonicalText(body);
}

const mayComeLater = (cause: unknown): boolean =>
  ['network-absent', 'helper-absent', 'rate-exceeded', 'relay-unready'].includes(
    (cause as { code?: string }).code ?? '',
  );

/** FILE: `{"fr": "…", "en": "…"}`. */
export async function followUp(desk: Desk, [study = '', file = '', url]: readonly string[]): Promise<void> {
  const text = readJson(file);
  if (!isObject(text) || typeof text['fr'] !== 'string' || typeof text['en'] !== 'string')
    throw new Unfit(`\`${file}\`: expected a text with \`fr\` and \`en\``);
  const client = await openSelf(desk);
  await client.followUp({ study, text: text as LangText, ...(url === undefined ? {} : { url }) });
  desk.note('told, to those who took part and to everybody');
}
