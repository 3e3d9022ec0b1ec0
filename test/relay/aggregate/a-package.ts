/** Packages for tests, and their files as text; one study is as hostile as a manifest may be. */
import { fromUtf8 } from '../../../crypto/encode.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { joinRecord } from '../../../policy/record.ts';
import type { ReleaseResults } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { type PackageFiles, packageFiles } from '../../../relay/aggregate/package.ts';
import { aPublished } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';

/** A record with a proof that nobody made: what is in a package does not depend on it. */
export const textOf = (study: Study): string =>
  joinRecord(canonicalText(study), { kind: 'ed25519', value: 'A'.repeat(86) });

export const packageOf = (
  study: Study = aStudy(),
  results: ReleaseResults = aPublished(study),
): Promise<PackageFiles> => packageFiles(study, textOf(study), results);

export function textIn(files: PackageFiles, name: string): string {
  const bytes = files.get(name);
  if (bytes === undefined) throw new TypeError(`expected ${name} in the package`);
  return fromUtf8(bytes);
}

/** Everything that somebody could write into a label to have it run, to turn a line around or to leave its field. */
export const hostileLabels = [
  '=HYPERLINK("http://evil.example/";"look")',
  '+33 1 23 45 67 89',
  '-2+3',
  '@SUM(A1:A9)',
  '\u202e=1+1',
  '\uFF1D1+1',
  'two\nlines, "quoted"; and\ta tab',
  '"""@en . <urn:a> <urn:b> <urn:c> .',
  '\\u0022 \\" \\',
  '<script>alert(1)</script> & [a](http://evil.example) | `x`',
  '\u2066\u2069',
] as const;

/** Not read: a reader refuses marks that turn a line, and the files have to stand without it. */
export const hostileStudy = (): Study => ({
  ...aStudy(),
  title: { fr: '""" ; <urn:a> <urn:b> "\n# title\n', en: '=cmd|" /C calc"!A0 \u202eltr' },
  question: { fr: 'a\nb </script>', en: '\\ " \' ` $(1) {{x}}' },
  area: { fr: '"@fr . <urn:evil> a <urn:x> .', en: 'b' },
  contact: { email: '<a>"@ville.example', phone: '+33 (0)1 <b>', address: '1 rue " \\ de la Paix' },
  dimensions: [
    {
      id: 'estimate',
      label: { fr: '=A1', en: '@x\ny' },
      fact: 'trip-km',
      classes: hostileLabels.map((label, at) => ({
        id: `c${at}`,
        label: { fr: label, en: `${label}.` },
        from: at,
        to: at + 1,
      })),
    },
    {
      id: 'draw-1',
      label: { fr: 'null', en: 'null' },
      fact: 'trips-week',
      classes: [
        { id: 'measure', label: { fr: 'suppressed', en: '0' }, from: 0, to: 5 },
        { id: 'estimate', label: { fr: 'NA', en: 'null' }, from: 5, to: null },
      ],
    },
    {
      id: 'measure',
      label: { fr: 'x', en: 'x' },
      fact: 'electricity-day',
      classes: [{ id: 'all', label: { fr: 'x', en: 'x' }, from: 0, to: null }],
    },
  ],
  vdaf: { ...aStudy().vdaf, length: hostileLabels.length * 2 + 1, chunkLength: 4 },
});
