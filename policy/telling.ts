/**
 * A declaration in words, made from its fields by templates: words cannot contradict data, because nobody writes them. Three
 * levels: one sentence, plain, full. The party's own sentences stand where it names things (data, groups, the way without the
 * wallet) and in what the full level quotes.
 */
import type { Declaration } from './declaration.ts';
import { factKind } from './fact.ts';
import { purposeOf } from './purpose.ts';
import type { Lang, LangText } from './record.ts';
import {
  both,
  closed,
  counted,
  daysText,
  fill,
  inBoth,
  joined,
  lowered,
  named,
  numberText,
  timesOf,
  typeset,
  waysText,
} from './telling/form.ts';
import { tellFull } from './telling/full.ts';
import {
  automationWords,
  channelWords,
  decisionWords,
  frequencyWords,
  givenAsWords,
  interestWords,
  leaveWords,
  logicWords,
  reversibilityWords,
  thenWords,
} from './telling/words.ts';

/** Raised with every change of what templates say: wallets hold the text of a yes against the text of later days. */
export const tellingTemplate = 1;

export const tellingLevels = ['one', 'plain', 'full'] as const;
export type TellingLevel = (typeof tellingLevels)[number];

/** `one`: a single sentence; `plain`: a sentence an entry; `full`: everything that is declared, a line an entry. */
export function tell(declaration: Declaration, level: TellingLevel, lang: Lang): string[] {
  const told = { one: tellOne, plain: tellPlain, full: tellFull }[level](declaration);
  return told.map((text) => typeset(text[lang], lang));
}

/** Who, what for, with how many data, and that one may say no. */
function tellOne(of: Declaration): LangText[] {
  const purposes = purposesOf(of);
  const data = counted(of.inputs.length, both('{} donnée', '{} fact'), both('{} données', '{} facts'));
  return [
    fill(
      both(
        'C’est à vous de dire oui ou non : {} veut {}, avec {} sur vous.',
        'It is up to you to say yes or no: {} wants to {}, with {} about you.',
      ),
      of.controller.name,
      purposes,
      data,
    ),
  ];
}

const purposesOf = ({ purposes }: Declaration): LangText =>
  inBoth((lang) =>
    purposes.map(({ id }) => lowered(purposeOf(id).label)[lang]).join(lang === 'fr' ? ' et ' : ' and '),
  );

function tellPlain(of: Declaration): LangText[] {
  return [
    fill(both('{} veut {}.', '{} wants to {}.'), of.controller.name, purposesOf(of)),
    interestWords[of.interest],
    ...dataSentences(of),
    decisionWords[of.decision.kind],
    automationWords[of.decision.automation],
    ...humanSentences(of),
    logicWords[of.logic.kind],
    comparisonSentence(of),
    ...priceSentences(of),
    ...trialSentences(of),
    frequencySentence(of),
    ...recipientSentences(of),
    ...of.transfers.map(({ country }) =>
      fill(
        both('Des données vont dans un autre pays : {}.', 'Some data goes to another country: {}.'),
        country,
      ),
    ),
    ...of.retention.map(retentionSentence),
    leaveWords[of.leavePolicy],
    of.resale
      ? both('Vos données sont vendues.', 'Your data is sold.')
      : both('On ne vend pas vos données.', 'Your data is not sold.'),
    reversibilityWords[of.reversibility.kind],
    ...of.notServed.map(({ who, instead }) =>
      fill(
        both('Cela ne marche pas pour : {}. À la place : {}.', 'It does not work for: {}. Instead: {}.'),
        lowered(who),
        lowered(instead),
      ),
    ),
    refusalSentence(of),
    fill(both('Sans téléphone : {}.', 'Without a phone: {}.'), lowered(of.refusal.alternative)),
    contestSentence(of),
  ];
}

function dataSentences({ inputs, otherData }: Declaration): LangText[] {
  const labels = (necessity: 'required' | 'optional'): LangText[] =>
    inputs.filter((input) => input.necessity === necessity).map(({ key }) => named(factKind(key).label));
  const [needed, wished] = [labels('required'), labels('optional')];
  return [
    ...(inputs.length === 0 ? [both('On ne vous demande rien.', 'You are asked for nothing.')] : []),
    ...(needed.length === 0 ? [] : [fill(both('Il faut : {}.', 'Needed: {}.'), joined(needed, ' ; '))]),
    ...(wished.length === 0
      ? []
      : [fill(both('Si vous voulez : {}.', 'If you like: {}.'), joined(wished, ' ; '))]),
    ...otherData.map(({ name, holder }) =>
      fill(both('On prend aussi : {} ({}).', 'Also taken: {} ({}).'), lowered(name), holder),
    ),
  ];
}

function humanSentences({ human }: Declaration): LangText[] {
  if (!human.involved) return [both('Personne ne relit.', 'Nobody looks at it again.')];
  const who = human.role === null ? both('une personne', 'a person') : lowered(human.role);
  return [
    fill(both('Quelqu’un relit : {}.', 'Somebody looks at it again: {}.'), who),
    human.canOverride
      ? both('Cette personne peut dire le contraire.', 'This person can say otherwise.')
      : both('Cette personne ne peut rien changer.', 'This person can change nothing.'),
    ...(human.overrideRate === null
      ? []
      : [fill(both('Elle l’a fait {}.', 'It was done {}.'), timesOf(human.overrideRate))]),
  ];
}

function comparisonSentence({ comparison }: Declaration): LangText {
  if (!comparison.used) return both('On ne vous compare à personne.', 'You are compared to nobody.');
  const { cohort } = comparison;
  if (cohort === undefined)
    return both('On vous compare à d’autres gens.', 'You are compared to other people.');
  return fill(
    both('On vous compare à d’autres : {}.', 'You are compared to others: {}.'),
    lowered(cohort.definition),
  );
}

function priceSentences({ personalisedPrice: { used, inputs } }: Declaration): LangText[] {
  if (!used) return [];
  const facts = joined(
    inputs.map((key) => named(factKind(key).label)),
    ' ; ',
  );
  return [
    fill(both('Le prix n’est pas le même pour tous : {}.', 'The price is not the same for all: {}.'), facts),
  ];
}

const trialSentences = ({ experiments }: Declaration): LangText[] =>
  experiments.length === 0
    ? []
    : [
        fill(
          both(
            'Un essai est en cours, avec {} groupes. Vous pouvez en sortir.',
            'A trial is running, with {} groups. You can leave it.',
          ),
          experiments.length,
        ),
      ];

function frequencySentence({ frequency: { kind, maxPerPeriod, periodDays } }: Declaration): LangText {
  if (maxPerPeriod === undefined || periodDays === undefined) return frequencyWords[kind];
  const most = counted(maxPerPeriod, both('{} fois', '{} time'), both('{} fois', '{} times'));
  return fill(
    both('On lit vos données {} au plus en {}.', 'Your data is read {} at most, in {}.'),
    most,
    daysText(periodDays),
  );
}

const recipientSentences = ({ recipients }: Declaration): LangText[] =>
  recipients.length === 0
    ? [both('Vos données ne vont chez personne d’autre.', 'Your data goes to nobody else.')]
    : recipients.map(({ name, asWhat }) =>
        fill(
          both('Vos données vont aussi chez : {} ({}).', 'Your data also goes to: {} ({}).'),
          name,
          givenAsWords[asWhat],
        ),
      );

export function retentionSentence({ what, days, then }: Declaration['retention'][number]): LangText {
  if (days === 0) return fill(both('On ne garde pas : {}.', 'Not kept: {}.'), lowered(what));
  return fill(
    both('On garde {} : {}, {}.', 'Kept for {}: {}, {}.'),
    daysText(days),
    lowered(what),
    thenWords[then],
  );
}

function refusalSentence({ refusal: { costDelta } }: Declaration): LangText {
  return costDelta <= 0
    ? both('Dire non ne coûte rien.', 'Saying no costs nothing.')
    : fill(both('Dire non coûte {} € de plus.', 'Saying no costs €{} more.'), numberText(costDelta));
}

function contestSentence({ contest }: Declaration): LangText {
  const { contact, deadlineDays, withinDays, channels } = contest;
  const where = joined(channels.map((channel) => channelWords[channel]));
  return closed(
    fill(
      both(
        'Vous n’êtes pas d’accord ? Dites-le {}, pendant {}. On vous répond en {}. Écrivez ou passez : {}',
        'You disagree? Say so {}, for {}. You get an answer in {}. Write or come: {}',
      ),
      where,
      daysText(withinDays),
      daysText(deadlineDays),
      waysText(contact),
    ),
  );
}
