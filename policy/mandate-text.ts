/**
 * What the person hears, in the first person, before she says yes to being helped. Made from the fields of the mandate
 * alone, versioned, so that its digest can be worked out again by anybody who holds the record.
 */
import { instantMs, instantText } from './instant.ts';
import type { GivenMandate, HelpAct, HelperKind } from './mandate.ts';
import { dayMs } from './period.ts';
import type { Lang, LangText } from './record.ts';

export type SpokenMandate = Pick<GivenMandate, 'at' | 'acts' | 'days'> & {
  readonly helper: { readonly kind: HelperKind };
  readonly paper?: unknown;
};

const helperText: Readonly<Record<HelperKind, LangText>> = {
  relative: {
    fr: 'Un proche m’aide.',
    en: 'Somebody close to me helps me.',
  },
  professional: {
    fr: 'Une personne m’aide, c’est son métier.',
    en: 'Somebody helps me, as their job.',
  },
};

const actText: Readonly<Record<HelpAct, LangText>> = {
  see: {
    fr: 'Cette personne peut voir mes accords et qui a regardé. Elle ne voit pas mes données.',
    en: 'This person may see my agreements and who looked. They do not see my data.',
  },
  stop: {
    fr: 'Cette personne peut arrêter un accord pour moi.',
    en: 'This person may stop an agreement for me.',
  },
  'fill-in': {
    fr: 'Cette personne peut préparer mes données. Je les garde ou non. Rien ne part sans mon oui.',
    en: 'This person may prepare my data. I keep it or not. Nothing leaves without my yes.',
  },
  decide: {
    fr: 'Cette personne peut m’apporter une demande, quand elle est avec moi. Le oui ou le non, c’est moi qui le dis.',
    en: 'This person may bring me a request, when they are with me. The yes or the no is mine to say.',
  },
};

const paperSentence: LangText = {
  fr: 'J’ai signé une feuille. Le guichet la garde. Elle vaut pour un seul accord, celui de ce jour.',
  en: 'I have signed a sheet. The counter keeps it. It covers one agreement only, the one of today.',
};

const closing: LangText = {
  fr: 'Chaque fois que cette personne agit, c’est noté et je peux le voir. Je peux arrêter cette aide quand je veux, sans dire pourquoi.',
  en: 'Each time this person acts, it is written down and I can see it. I can stop this help when I want, without saying why.',
};

const months: Readonly<Record<Lang, readonly string[]>> = {
  fr: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

/** The day on which it ends, as the calendar of UTC has it. */
function dayText(at: string, days: number, lang: Lang): string {
  const [year, month, day] = instantText(instantMs(at) + days * dayMs)
    .slice(0, 10)
    .split('-')
    .map(Number) as [number, number, number];
  const name = months[lang][month - 1] as string;
  return `${day === 1 && lang === 'fr' ? '1er' : day} ${name} ${year}`;
}

function lengthText(at: string, days: number, lang: Lang): string {
  const until = dayText(at, days, lang);
  if (lang === 'fr') return `Cela dure ${days} ${days === 1 ? 'jour' : 'jours'}, jusqu’au ${until}.`;
  return `This lasts ${days} ${days === 1 ? 'day' : 'days'}, until ${until}.`;
}

/** Its sentences in their order, one a line: what is read aloud, shown and hashed. */
export function spokenLines(of: SpokenMandate, lang: Lang): readonly string[] {
  return [
    helperText[of.helper.kind][lang],
    ...of.acts.map((act) => actText[act][lang]),
    lengthText(of.at, of.days, lang),
    ...(of.paper === undefined ? [] : [paperSentence[lang]]),
    closing[lang],
  ];
}

export const spokenText = (of: SpokenMandate, lang: Lang): string => spokenLines(of, lang).join('\n');
