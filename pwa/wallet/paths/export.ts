// Everything this wallet holds, in one file that a person can read and a program too (docs/formats/export.md). Records
// stand in it as they were signed. Keys do not: a file in a download folder is not a vault.

import { randomId } from '../../../crypto/random.ts';
import { dateText, minuteText } from '../../../policy/instant.ts';
import type { LangText } from '../../../policy/record.ts';
import { change } from '../vault/hold.ts';
import { type Held, heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { histories } from './history.ts';
import { here, type Surroundings } from './surroundings.ts';

interface Part {
  readonly name: keyof Held | 'history';
  readonly title: LangText;
  readonly what: LangText;
}

const parts: readonly Part[] = [
  {
    name: 'fact',
    title: { fr: 'Mes données', en: 'My data' },
    what: { fr: 'Ce que j’ai écrit, avec la date.', en: 'What I wrote down, with its date.' },
  },
  {
    name: 'import',
    title: { fr: 'Mes fichiers lus', en: 'Files that were read' },
    what: {
      fr: 'Ce qui est sorti de chaque fichier. Ses lignes ne sont pas là.',
      en: 'What came out of each file. Its rows are not here.',
    },
  },
  {
    name: 'preference',
    title: { fr: 'Mes règles', en: 'My rules' },
    what: { fr: 'Ce que je permets, à qui, pour quoi.', en: 'What I allow, to whom, for what.' },
  },
  {
    name: 'setting',
    title: { fr: 'Mes réglages', en: 'My settings' },
    what: {
      fr: 'Ce que l’application fait quand une donnée ou une promesse change.',
      en: 'What the app does when a fact or a promise changes.',
    },
  },
  {
    name: 'grant',
    title: { fr: 'Mes accords', en: 'My agreements' },
    what: {
      fr: 'Chaque oui, tel que je l’ai signé, et où il en est.',
      en: 'Each yes, as I signed it, and where it stands.',
    },
  },
  {
    name: 'history',
    title: { fr: 'Ce que nous tenons tous deux', en: 'What we both hold' },
    what: {
      fr: 'Pour chaque accord, les traces que le service a aussi.',
      en: 'For each agreement, the records that the service has too.',
    },
  },
  {
    name: 'pause',
    title: { fr: 'Mes pauses', en: 'My pauses' },
    what: { fr: 'Le service ne les voit pas.', en: 'The service does not see them.' },
  },
  {
    name: 'asked',
    title: { fr: 'Ce qu’on m’a demandé', en: 'What I was asked' },
    what: { fr: 'Pour mon compte du mois.', en: 'For my own count of the month.' },
  },
  {
    name: 'condition',
    title: { fr: 'Mes oui à plusieurs', en: 'My joint yeses' },
    what: {
      fr: 'Les oui qui ne comptent que si d’autres disent oui aussi.',
      en: 'Yeses that count only if others say yes too.',
    },
  },
  {
    name: 'help',
    title: { fr: 'Qui m’aide', en: 'Who helps me' },
    what: { fr: 'Ce que j’ai permis, tel que je l’ai entendu.', en: 'What I allowed, as I heard it.' },
  },
  {
    name: 'mandate',
    title: { fr: 'Mes aides, signées', en: 'Help, as signed' },
    what: { fr: 'Une par service, et leur fin.', en: 'One for each service, and their end.' },
  },
  {
    name: 'use',
    title: { fr: 'Ce qu’on a fait pour m’aider', en: 'What was done to help me' },
    what: { fr: 'Chaque regard, signé par qui m’aide.', en: 'Each look, signed by who helps.' },
  },
  {
    name: 'proposal',
    title: { fr: 'Ce qu’on a préparé pour moi', en: 'What was prepared for me' },
    what: { fr: 'Ni gardé, ni parti.', en: 'Neither kept nor sent.' },
  },
  {
    name: 'statement',
    title: { fr: 'Les relevés du mois', en: 'Monthly statements' },
    what: {
      fr: 'Ce que chaque service a compté et signé.',
      en: 'What each service counted and signed.',
    },
  },
  {
    name: 'envelope',
    title: { fr: 'Ce que j’ai envoyé', en: 'What I sent' },
    what: {
      fr: 'Les données sous chaque accord, et ce que j’ai vu.',
      en: 'The data under each agreement, and what I saw.',
    },
  },
  {
    name: 'refusal',
    title: { fr: 'Mes refus', en: 'My refusals' },
    what: { fr: 'Chaque non, tel que je l’ai signé.', en: 'Each no, as I signed it.' },
  },
  {
    name: 'look',
    title: { fr: 'Qui a regardé', en: 'Who looked' },
    what: { fr: 'Chaque lecture, avec ses preuves.', en: 'Each reading, with its proofs.' },
  },
  {
    name: 'calculation',
    title: { fr: 'Les résultats', en: 'The results' },
    what: {
      fr: 'Chaque calcul sur moi, et ce que mon téléphone trouve.',
      en: 'Each calculation about me, and what my phone finds.',
    },
  },
  {
    name: 'outgoing',
    title: { fr: 'Ce qui attend de partir', en: 'What waits to be sent' },
    what: { fr: 'Signé ici, pas encore envoyé.', en: 'Signed here, not sent yet.' },
  },
  {
    name: 'thread',
    title: { fr: 'Mes demandes', en: 'My requests' },
    what: {
      fr: 'Ce que j’ai contesté ou demandé, et ce qu’on m’a répondu.',
      en: 'What I contested or asked for, and how I was answered.',
    },
  },
  {
    name: 'contribution',
    title: { fr: 'Mes études', en: 'My studies' },
    what: {
      fr: 'Chaque oui ou non à une étude, ce que j’ai dit, et où cela en est.',
      en: 'Each yes or no to a study, what I said, and where it stands.',
    },
  },
  {
    name: 'change',
    title: { fr: 'Ce qui a changé', en: 'What has changed' },
    what: {
      fr: 'Les nouvelles versions de ce que les services promettent.',
      en: 'The new versions of what services promise.',
    },
  },
  {
    name: 'alarm',
    title: { fr: 'Les alertes', en: 'Alarms' },
    what: {
      fr: 'Ce qui n’aurait pas dû arriver, avec les preuves.',
      en: 'What should not have happened, with evidence.',
    },
  },
  {
    name: 'event',
    title: { fr: 'Ce que l’application a fait seule', en: 'What the app did by itself' },
    what: { fr: 'Et les autres moments à retenir.', en: 'And other moments to remember.' },
  },
  {
    name: 'party',
    title: { fr: 'Les organismes', en: 'Organisations' },
    what: { fr: 'Leurs fiches signées, toutes versions.', en: 'Their signed records, all versions.' },
  },
  {
    name: 'declaration',
    title: { fr: 'Leurs déclarations', en: 'Their declarations' },
    what: {
      fr: 'Ce qu’ils ont promis, tel qu’ils l’ont signé.',
      en: 'What they promised, as they signed it.',
    },
  },
  {
    name: 'answer',
    title: { fr: 'Les réponses du relais', en: 'Answers of the relay' },
    what: { fr: 'Sa dernière réponse signée, par boîte.', en: 'Its last signed answer, by mailbox.' },
  },
  {
    name: 'log',
    title: { fr: 'Le journal public', en: 'The public log' },
    what: {
      fr: 'Sa clé, ses témoins, et ce qu’ils ont signé.',
      en: 'Its key, its witnesses, and what they signed.',
    },
  },
  {
    name: 'head',
    title: { fr: 'Ce que le journal m’a montré', en: 'What the log has shown me' },
    what: {
      fr: 'Chaque état que j’ai vu, tel qu’il l’a signé.',
      en: 'Each state that I saw, as the log signed it.',
    },
  },
];

const about: LangText = {
  fr:
    'Tout ce que contient mon portefeuille Vis-à-vis. Ce fichier n’est pas protégé : gardez-le comme un papier ' +
    'personnel. Mes clés n’y sont pas : il ne permet pas d’ouvrir ou de signer quoi que ce soit.',
  en:
    'Everything in my Vis-à-vis wallet. This file is not protected: keep it like a personal paper. My keys are not in ' +
    'it: nothing can be opened or signed with it.',
};

export interface Exported {
  readonly name: string;
  readonly text: string;
}

export async function exportAll(around: Surroundings = here): Promise<Exported> {
  const held = heldSignal.value;
  if (!held.keys.has('wallet')) throw new PathFault('wallet-locked', 'vault is not open');
  const at = minuteText(around.now());
  const content = {
    format: 'vav/export/1',
    madeAt: at,
    about,
    parts: parts.map(({ name, title, what }) => ({
      name,
      title,
      what,
      entries: name === 'history' ? histories() : [...held[name].values()].map(withoutKeys),
    })),
  };
  const id = randomId();
  await change((rows) => rows.put('event', id, { id, at, what: 'exported', party: null, grant: null }));
  return { name: `vis-a-vis-${dateText(around.now())}.json`, text: `${JSON.stringify(content, null, 2)}\n` };
}

const secretFields: ReadonlySet<string> = new Set([
  'epochKey',
  'unsent',
  'confirm',
  'redirect',
  'keySeed',
  'token',
  'report',
]);

function withoutKeys(entry: object): object {
  return Object.fromEntries(Object.entries(entry).filter(([field]) => !secretFields.has(field)));
}
