/**
 * Writes docs/accessibilite.md from what the tests look at and what no person has looked at.
 *
 *   node test/checks/accessibility/write.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { screens } from '../../support/screens/addresses.ts';
import {
  besides,
  narrowest,
  type Sight,
  type SightBeside,
  sights,
  twiceEvery,
  usualBesides,
} from '../../support/screens/sights.ts';
import { type Criterion, criteria, topics } from './criteria.ts';
import { evidence } from './evidence.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const declarationFile = `${root}docs/accessibilite.md`;

/** Of the tests that run: not of one that is skipped or stands in a comment. */
export const titlesIn = (text: string): string[] =>
  [...text.matchAll(/(?<!\/\/[^\n]*)(?:\bit\(|\)\()\s*(['"`])((?:(?!\1)[^\n])+)\1,/g)].map(
    ([, , title = '']) => title,
  );

/** Names that the declaration gives but that no test bears: empty, or the declaration must not be written. */
export function unborne(
  read: (file: string) => string = (file) => readFileSync(root + file, 'utf8'),
): string[] {
  const named = new Set(criteria.flatMap(({ tests }) => tests));
  const unknown = [...named]
    .filter((key) => evidence[key] === undefined)
    .map((key) => `no evidence \`${key}\``);
  const lost = Object.values(evidence)
    .filter(({ file, title }) => {
      try {
        return !titlesIn(read(file)).includes(title);
      } catch {
        return true;
      }
    })
    .map(({ file, title }) => `${file}: no test « ${title} »`);
  return [...unknown, ...lost];
}

/** Whether a criterion says something of a topic. */
export const judges = ({ topic, also = [] }: Criterion, number: number): boolean =>
  topic === number || also.includes(number);

const howMany = (is: (criterion: Criterion) => boolean): number => criteria.filter(is).length;
const isAbsent = ({ absent }: Criterion) => absent !== undefined;
const isTested = ({ tests }: Criterion) => tests.length > 0;
const isWhole = (one: Criterion) => isTested(one) && one.person === undefined;

const languages = { fr: 'en français', en: 'en anglais' };
const themes = { light: 'clair', dark: 'sombre', contrast: 'contraste fort' };
const sightText = ([width, theme, lang]: Sight): string =>
  `${width} px, ${themes[theme]}, ${languages[lang]}`;
const besideText = ({ width, colorScheme, locale, contrast, forcedColors }: SightBeside): string =>
  [
    `${width} px`,
    themes[colorScheme],
    ...(contrast === undefined ? [] : ['contraste fort']),
    ...(forcedColors === undefined ? [] : ['couleurs du système']),
    languages[locale === 'fr-FR' ? 'fr' : 'en'],
  ].join(', ');

const said = ({ tests, person, absent }: Criterion): string =>
  [
    absent === undefined ? '' : `Rien de tel ici. ${absent}`,
    tests.length === 0 ? '' : `Tests : ${tests.map((key) => `[${key}](#${key})`).join(', ')}.`,
    person === undefined ? '' : `**Reste à une personne :** ${person}`,
  ]
    .filter((part) => part !== '')
    .join(' ');

const tableOf = (of: readonly Criterion[]): string =>
  ['| critère | niveau | ce que nous en savons |', '| --- | --- | --- |']
    .concat(of.map((one) => `| ${one.id} ${one.name} | ${one.level} | ${said(one)} |`))
    .join('\n');

export function declaration(): string {
  const byTopic = Object.entries(topics)
    .map(([number, name]) => ({ number, name, of: criteria.filter((one) => judges(one, Number(number))) }))
    .map(({ number, name, of }) =>
      of.length === 0
        ? `### ${number}. ${name}\n\nRien de tel ici : aucune page n’en contient.`
        : `### ${number}. ${name}\n\n${tableOf(of)}`,
    );
  const newer = criteria.filter(({ topic }) => topic === null);
  const shown = Object.entries(evidence).map(
    ([key, { file, shows }]) => `<a id="${key}"></a>**${key}** : ${shows} (\`${file}\`).`,
  );
  return `# Déclaration d’accessibilité

Cette page est écrite par un programme (\`node test/checks/accessibility/write.ts\`) à partir des tests du projet et d’une
liste de ce qu’aucun test ne peut dire. Un test vérifie qu’elle est à jour.

## État

**Aucune personne extérieure n’a fait d’audit selon le RGAA 4.1, et aucune personne handicapée n’a encore essayé ces pages.** Au sens de la
loi (article 47 de la loi du 11 février 2005), un service sans audit est **non conforme**, quel que soit ce que disent les tests.
Nous n’écrivons donc pas de pourcentage de conformité : il n’aurait pas de sens.

Ce que nous pouvons dire, sur les ${criteria.length} critères A et AA des WCAG 2.2 :

| | critères |
| --- | --- |
| nos tests échoueraient si la règle n’était plus tenue, et rien d’autre n’est à regarder | ${howMany(isWhole)} |
| nos tests en voient une partie, une personne doit regarder le reste | ${howMany((one) => isTested(one) && !isWhole(one))} |
| aucun test : une personne doit regarder | ${howMany((one) => !isTested(one) && !isAbsent(one))} |
| il n’y a rien de tel dans ces pages | ${howMany(isAbsent)} |

Pages concernées : l’application des habitants, la page de la carte STOP, la salle d’attente d’une demande, les pages pour les
chercheurs, les pages pour les ateliers, et les feuilles à imprimer.

## Ce que personne n’a encore essayé

- Un lecteur d’écran réel (NVDA, JAWS, VoiceOver, TalkBack) : seuls les rôles, les noms, l’ordre et les zones annoncées sont testés.
- Une commande vocale, une loupe logicielle, un contacteur.
- La version simple avec des personnes qui lisent mal. Elle n’est donc **pas** du FALC, et rien ici ne porte ce nom.
- La voix de chaque téléphone, en français et en arabe. L’arabe n’a été relu par personne dont c’est la langue.
- Un écran à 400 % sur un petit téléphone réel, en plein soleil.

## Ce que montrent les tests

${shown.join('\n\n')}

## Combien on regarde

| pages | à chaque passage des tests | au passage long (\`LONG=1\`) |
| --- | --- | --- |
| les ${screens.length} écrans des habitants | une de ces ${sights.length} façons chacun, tour à tour, puis ${narrowest} px sans axe : ${sights.map(sightText).join(' ; ')} | les ${sights.length} façons |
| carte STOP, salle d’attente, chercheurs, ateliers | ${usualBesides} façons chacune : ${besides.slice(0, usualBesides).map(besideText).join(' ; ')} | les ${besides.length} façons |

Avec des lettres deux fois plus grandes, chaque page est mesurée à chaque passage ; axe n’y regarde qu’un écran des habitants sur ${twiceEvery}, la
carte STOP et la salle d’attente, et toutes les pages au passage long. L’espacement du critère 1.4.12 est mesuré à chaque regard.

## Par thématique du RGAA 4.1

${byTopic.join('\n\n')}

### Critères plus récents que le RGAA 4.1 (WCAG 2.2)

${tableOf(newer)}

## Dire un problème

Au bas de chaque page, le lien « Besoin d’aide ? » mène à qui fait marcher ce lieu ; on peut lui écrire sans compte. Sans réponse, on peut
saisir le Défenseur des droits (defenseurdesdroits.fr, ou 09 69 39 00 00), ou un de ses délégués près de chez soi.
`;
}

if (import.meta.main) {
  const lost = unborne();
  if (lost.length > 0) {
    console.error(lost.join('\n'));
    process.exitCode = 1;
  } else writeFileSync(declarationFile, declaration());
}
