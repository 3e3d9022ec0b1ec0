/**
 * One line for the register of processing (GDPR 30(1)), in French as the register is kept here: CSV after RFC 4180. A cell
 * that a spreadsheet would run as a formula is made text.
 */
import type { Declaration } from '../declaration.ts';
import { factKind } from '../fact.ts';
import { purposeOf } from '../purpose.ts';
import { joined, waysText } from '../telling/form.ts';
import { subjectWords } from '../telling/words.ts';
import * as say from './paragraphs.ts';
import { addressOf, type Published } from './published.ts';

const columns: readonly [head: string, cell: (of: Published) => string][] = [
  ['Activité', ({ declaration: d }) => d.title.fr],
  ['Responsable (30.1.a)', ({ declaration: d }) => nameAndWays(d.controller)],
  [
    'Responsables conjoints (30.1.a)',
    ({ declaration: d }) => d.controller.jointWith.map(nameAndWays).join('\n'),
  ],
  [
    'Délégué à la protection des données (30.1.a)',
    ({ declaration: { controller } }) => (controller.dpo === undefined ? 'Aucun' : waysText(controller.dpo)),
  ],
  [
    'Finalités (30.1.b)',
    ({ declaration: d }) =>
      d.purposes.map(({ id, text }) => `${purposeOf(id).label.fr} : ${text.fr}`).join('\n'),
  ],
  ['Base juridique (6)', ({ declaration: d }) => say.basisText(d)],
  [
    'Personnes concernées (30.1.c)',
    ({ declaration: d }) => joined(d.subjects.map((kind) => subjectWords[kind])).fr,
  ],
  ['Catégories de données (30.1.c)', ({ declaration: d }) => say.inputData(d, 'fr')],
  ['Données sensibles (9, 10)', ({ declaration: d }) => sensitiveOf(d)],
  ['Autres sources (14)', ({ declaration: d }) => say.joinedData(d, 'fr')],
  ['Destinataires (30.1.d)', ({ declaration: d }) => say.sharingText({ ...d, transfers: [] }, 'fr')],
  ['Sous-traitants (28)', ({ declaration: d }) => say.helperText(d, 'fr')],
  ['Transferts hors UE (30.1.e)', ({ declaration: d }) => transfersOf(d)],
  ['Délais d’effacement (30.1.f)', ({ declaration: d }) => say.retentionText(d, 'fr')],
  ['Mesures de sécurité (30.1.g)', ({ declaration: d }) => d.security.map(({ text }) => text.fr).join('\n')],
  ['Analyse d’impact (35)', ({ declaration: d }) => assessmentsOf(d)],
  ['Décision automatisée (22)', ({ declaration: d }) => say.decisionMaking(d, 'fr')],
  ['Version', ({ declaration: d }) => `${d.version} (${d.at.slice(0, 10)})`],
  ['Déclaration', (of) => addressOf(of)],
];

const nameAndWays = ({ name, legalId, contact }: Declaration['controller']['jointWith'][number]): string =>
  `${name.fr} (${legalId}), ${waysText(contact)}`;

const sensitiveOf = ({ inputs }: Declaration): string =>
  inputs
    .filter(({ sensitive }) => sensitive)
    .map(({ key }) => factKind(key).label.fr)
    .join('\n') || 'Aucune';

const transfersOf = ({ transfers }: Declaration): string =>
  transfers.map(({ country, safeguard }) => `${country} : ${safeguard.fr}`).join('\n') || 'Aucun';

const assessmentsOf = ({ impactAssessments, impactReason }: Declaration): string =>
  [
    ...impactAssessments.map(({ kind, date, result, url }) =>
      [kind, date, result.fr, url].filter((part) => part !== null).join(', '),
    ),
    ...(impactReason === null ? [] : [impactReason.fr]),
  ].join('\n');

const cellText = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const row = (cells: readonly string[]): string => `${cells.map(cellText).join(',')}\r\n`;

/** A head and one line for each declaration given. */
export const registerCsv = (declarations: readonly Published[]): string =>
  row(columns.map(([head]) => head)) +
  declarations.map((of) => row(columns.map(([, cell]) => cell(of)))).join('');
