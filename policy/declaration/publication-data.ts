/** What is owed of data, rights and the city: fields that are there, but do not say it. */

import { factKind } from '../fact.ts';
import { entryQuestions } from './city.ts';
import { questionWords } from './entry.ts';
import { asked } from './field-asked.ts';
import type { LegalBasis, rightNames } from './people.ts';
import type { Check } from './publication-decision.ts';

/** 36 months: longer is not forbidden, but has to be explained (a habit of DataPass). */
const longRetentionDays = 1096;

/** The European Economic Area: no transfer in the sense of GDPR 44. */
const inEurope =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ');

type Right = (typeof rightNames)[number];

/** GDPR 13(2)(b), (c), (d): access and complaint always, taking back where one said yes. */
const rightsOwed = (bases: readonly LegalBasis[]): readonly Right[] =>
  bases.some(({ iri }) => iri.endsWith('#A6-1-a') || iri.endsWith('#A9-2-a'))
    ? ['A15', 'A77', 'A7-3']
    : ['A15', 'A77'];

export const dataChecks: readonly Check[] = [
  ({ contactAffected }) =>
    contactAffected === null &&
    asked(
      'contactAffected',
      'Vis-à-vis',
      'Dites qui joindre quand on est concerné sans être usager.',
      'Say whom to reach when one is affected without being a user.',
    ),

  ({ retention }) =>
    retention.length === 0 &&
    asked(
      'retention',
      'RGPD 13(2)(a)',
      'Dites combien de temps les données sont gardées.',
      'Say how long data is kept.',
    ),

  ({ retention }) =>
    retention.some((entry) => entry.days > longRetentionDays && entry.why === undefined) &&
    asked(
      'retention.why',
      'RGPD 5(1)(e)',
      'Plus de 36 mois : dites pourquoi.',
      'More than 36 months: say why.',
    ),

  ({ inputs }) =>
    inputs.some((input) => factKind(input.key).sensitive && !input.sensitive) &&
    asked(
      'inputs.sensitive',
      'RGPD 9, 10',
      'Une donnée sensible doit être annoncée comme telle.',
      'A sensitive fact must be announced as such.',
    ),

  ({ recipients, inputs }) =>
    recipients.some(({ fields }) => fields.some((key) => !inputs.some((input) => input.key === key))) &&
    asked(
      'recipients.fields',
      'RGPD 13(1)(e)',
      'Un destinataire ne peut recevoir que des données déclarées.',
      'A recipient can only get declared facts.',
    ),

  ({ inputs, otherData }) =>
    inputs.some(({ source, sourceId }) =>
      sourceId === null ? source === 'third' : !otherData.some(({ id }) => id === sourceId),
    ) &&
    asked(
      'inputs.sourceId',
      'RGPD 14(2)(f)',
      'Une donnée qui vient d’ailleurs nomme sa source, décrite dans la déclaration.',
      'A fact that comes from elsewhere names its source, described in the declaration.',
    ),

  ({ processors, transfers }) =>
    processors.some(
      ({ country, dataAccess }) =>
        dataAccess !== 'none' &&
        !inEurope.includes(country) &&
        !transfers.some((transfer) => transfer.country === country),
    ) &&
    asked(
      'transfers',
      'RGPD 44',
      'Un sous-traitant hors d’Europe est un transfert : dites avec quelle garantie.',
      'A processor outside Europe is a transfer: say under which safeguard.',
    ),

  ({ security }) =>
    security.length === 0 &&
    asked(
      'security',
      'RGPD 30(1)(g), 32',
      'Dites au moins une façon dont les données sont gardées à l’abri.',
      'Say at least one way in which the data is kept safe.',
    ),

  ({ impactAssessments, impactReason }) =>
    impactAssessments.length === 0 &&
    impactReason === null &&
    asked(
      'impactReason',
      'RGPD 35',
      'Donnez une analyse d’impact, ou dites pourquoi il n’y en a pas.',
      'Give an impact assessment, or say why there is none.',
    ),

  ({ rights, legalBasis }) =>
    rightsOwed(legalBasis).some((owed) => !rights.some(({ right }) => right === owed)) &&
    asked(
      'rights',
      'RGPD 13(2)(b) à (d)',
      'Dites au moins comment voir ses données, se plaindre, et revenir sur un oui.',
      'Say at least how to see one’s data, to complain, and to take back a yes.',
    ),

  ({ interest, resale, value }) =>
    (resale || interest === 'commercial') &&
    value.length === 0 &&
    asked(
      'value',
      'Vis-à-vis',
      'Un intérêt commercial dit qui gagne quoi.',
      'A commercial interest says who earns what.',
    ),

  ({ changelog, version, previousHash }) =>
    changelog.some(
      (entry) => entry.version === version && (entry.class === 'first') !== (previousHash === null),
    ) &&
    asked(
      'changelog.class',
      'Vis-à-vis',
      'Seule une première version est la première.',
      'Only a first version is the first.',
    ),

  ({ changelog, version }) =>
    !changelog.some((entry) => entry.version === version) &&
    asked(
      'changelog',
      'Vis-à-vis',
      'Dites ce que cette version change, et pourquoi.',
      'Say what this version changes, and why.',
    ),

  ({ entry }) =>
    entryQuestions
      .filter((question) => !entry.answers.some((given) => given.question === question))
      .map((question) => {
        const { fr, en } = questionWords[question];
        return asked(`entry.answers.${question}`, 'Vis-à-vis', fr, en);
      }),
];
