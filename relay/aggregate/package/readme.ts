import type { PublishedTable, TooFew } from '../../../policy/release/table.ts';
import { rejectionReasons } from '../../../policy/release.ts';
import type { Study } from '../../../policy/study.ts';
import { releaseAddress } from './dcat.ts';
import { drawsMeaning, markdown } from './dictionary.ts';
import { licenceAddress, licenceName } from './licence.ts';
import { methodText, rejectionWords } from './words.ts';

type Lang = 'fr' | 'en';

export function readmeOf(study: Study, digest: string, table: PublishedTable | TooFew): string {
  const title = `# ${markdown(study.title.fr)} / ${markdown(study.title.en)}`;
  const parts = (['fr', 'en'] as const).flatMap((lang) => [
    ...head(study, lang),
    ...(table.outcome === 'published' ? published(study, table, lang) : tooFew(table, lang)),
    ...foot(study, digest, lang),
  ]);
  return [title, '', ...parts].join('\n');
}

const say = (lang: Lang, fr: string, en: string): string => (lang === 'fr' ? fr : en);
const heading = (lang: Lang, fr: string, en: string): string[] => [`### ${say(lang, fr, en)}`, ''];

const head = (study: Study, lang: Lang): string[] => [
  `## ${say(lang, 'En français', 'In English')}`,
  '',
  `**${markdown(study.question[lang])}**`,
  '',
  markdown(study.summary[lang]),
  '',
  `- ${say(lang, 'Concerne : ', 'Covers: ')}${markdown(study.covered[lang])}`,
  `- ${say(lang, 'Où : ', 'Where: ')}${markdown(study.area[lang])}`,
  ...study.notCovered.flatMap(({ who, why }) => [
    `- ${say(lang, 'Pas compté : ', 'Not counted: ')}${markdown(who[lang])}. ${markdown(why[lang])}`,
  ]),
  '',
];

function published(study: Study, table: PublishedTable, lang: Lang): string[] {
  const { noise, nothing, accepted, withdrawn, rejected } = table;
  const reasons = rejectionReasons.filter((reason) => table.rejectedFor[reason] > 0);
  const inWords = reasons
    .map((reason) => `${rejectionWords[reason][lang]} ${table.rejectedFor[reason]}`)
    .join(', ');
  const often = (Math.floor(noise.coverage * 1000) / 10).toFixed(1).replace('.', say(lang, ',', '.'));
  const nothingText =
    nothing.estimate === null
      ? say(lang, 'trop petit pour être dit', 'too small to be told')
      : say(
          lang,
          `environ ${nothing.estimate} (entre ${nothing.low} et ${nothing.high})`,
          `about ${nothing.estimate} (between ${nothing.low} and ${nothing.high})`,
        );
  return [
    ...heading(lang, 'Combien', 'How many'),
    say(lang, `- Contributions comptées : ${accepted}`, `- Contributions counted: ${accepted}`),
    say(lang, `- Rien à dire : ${nothingText}`, `- Nothing to say: ${nothingText}`),
    say(lang, `- Retirées avant la clôture : ${withdrawn}`, `- Taken back before the close: ${withdrawn}`),
    say(
      lang,
      `- Refusées : ${rejected}${inWords === '' ? '' : ` (${inWords})`}`,
      `- Refused: ${rejected}${inWords === '' ? '' : ` (${inWords})`}`,
    ),
    study.enrolment === 'person'
      ? say(
          lang,
          '- Une personne, une contribution : un code par personne était demandé.',
          '- One person, one contribution: a code for each person was demanded.',
        )
      : say(
          lang,
          '- Un compte, une contribution : une personne peut avoir plusieurs comptes.',
          '- One account, one contribution: a person may have several accounts.',
        ),
    '',
    ...heading(lang, 'Lire les nombres', 'Reading the numbers'),
    markdown(methodText(study)[lang]),
    '',
    say(
      lang,
      `Le vrai nombre d’une case est l’estimation à ${noise.halfWidth} près, ${often} fois sur 100 (c’est le calcul exact, pas une approximation). L’intervalle dit l’effet du bruit ; il ne dit pas si ceux qui ont participé ressemblent aux autres.`,
      `The true count of a cell is within ${noise.halfWidth} of the estimate ${often} times in 100 (worked out exactly, not approximated). The interval tells what the noise does; it does not tell whether those who took part are like the others.`,
    ),
    '',
    study.suppressBelow > 0
      ? say(
          lang,
          `Dans les tableaux, une estimation sous ${study.suppressBelow} n’est pas montrée : on lit « suppressed ». Ce n’est pas 0. Le texte signé la contient : c’est le bruit qui protège, pas ce mot.`,
          `In the tables an estimate under ${study.suppressBelow} is not shown: it reads “suppressed”. It is not 0. The signed text has it: the noise protects, not this word.`,
        )
      : say(
          lang,
          'Toutes les cases sont dites, les négatives aussi.',
          'All cells are told, negative ones too.',
        ),
    '',
    say(
      lang,
      '« estimate » est le compte publié ; les intervalles et les sommes se font avec lui. « consistent » est le tableau le plus proche sans nombre négatif : commode pour des parts. Une contribution pouvant être vide, la somme des cases est un maximum.',
      '“estimate” is the released count; intervals and sums are made with it. “consistent” is the nearest table without a negative count: convenient for shares. As a contribution may be empty, the sum of the cells is an upper bound.',
    ),
    '',
    `\`draws.csv\` : ${markdown(drawsMeaning[lang])}`,
    '',
    say(
      lang,
      'Additionner des cases additionne leurs bruits : n’additionnez pas les intervalles, utilisez les tirages ou la page de l’étude.',
      'Adding cells adds their noises: do not add intervals, use the draws or the page of the study.',
    ),
    '',
  ];
}

const tooFew = ({ minimumCohort }: TooFew, lang: Lang): string[] => [
  ...heading(lang, 'Aucun nombre', 'No number'),
  say(
    lang,
    `Moins de ${minimumCohort} contributions : rien n’est publié, pas même combien. Les contributions sont détruites au jour dit par l’étude.`,
    `Fewer than ${minimumCohort} contributions: nothing is released, not even how many. The contributions are destroyed on the day that the study names.`,
  ),
  '',
];

const foot = (study: Study, digest: string, lang: Lang): string[] => [
  ...heading(lang, 'Vérifier', 'Verify'),
  say(
    lang,
    '`proof.json` contient la déclaration signée par les deux organismes, avec l’empreinte SHA-256 de chaque fichier, et sa place dans le journal public. `npm run verify -- --key CLÉ FICHIER.zip` vérifie tout, sans réseau.',
    '`proof.json` holds the statement that both bodies signed, with the SHA-256 of each file, and its place in the public log. `npm run verify -- --key KEY FILE.zip` checks all of it, without a network.',
  ),
  '',
  `${say(lang, 'Adresse : ', 'Address: ')}${releaseAddress(study, digest)}.zip`,
  '',
  `${say(lang, 'Licence : ', 'Licence: ')}${licenceName[study.licence]}, ${licenceAddress[study.licence]}`,
  '',
];
