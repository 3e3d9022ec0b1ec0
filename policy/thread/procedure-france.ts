/** France: the delays of a party and the ways that are open to a person, each with its text. Read docs/procedures.md. */
import type { LadderStep, Reply } from './ladder.ts';
import type { ThreadKind } from './reason.ts';

/** GDPR art. 12(3) covers requests under articles 15 to 22, the contest of a decision (22(3)) among them. */
const ofGdpr: Reply = {
  reply: { months: 1 },
  extension: { months: 2 },
  clarificationDays: 30,
  source: 'RGPD art. 12(3)',
};
/** No text gives these a delay: it is a rule of this house, said when a party is admitted. */
const ofHouse: Reply = { reply: { months: 1 }, extension: null, clarificationDays: 30, source: 'Vis-à-vis' };

export const frenchReplies: Readonly<Record<ThreadKind, Reply>> = {
  contest: ofGdpr,
  rights: ofGdpr,
  deletion: ofGdpr,
  question: ofHouse,
  report: ofHouse,
};

const personal: readonly ThreadKind[] = ['contest', 'rights', 'deletion'];

export const frenchLadder: readonly LadderStep[] = [
  {
    code: 'human-review',
    body: 'any',
    kinds: ['contest'],
    opens: ['at-once', 'answered', 'overdue'],
    within: null,
    text: {
      fr: 'Demandez qu’une personne relise. C’est un droit si la machine a décidé seule.',
      en: 'Ask for a person to look at your case. It is a right when the machine alone decided.',
    },
    where: null,
    source: 'RGPD art. 22(3)',
  },
  {
    code: 'dpo',
    body: 'any',
    kinds: personal,
    opens: ['at-once', 'answered', 'overdue'],
    within: null,
    text: {
      fr: 'Écrivez au « DPO » : il veille sur vos données là-bas. Son adresse est sur leur page.',
      en: 'Write to the data protection officer. The address is on their page.',
    },
    where: null,
    source: 'RGPD art. 38(4)',
  },
  {
    code: 'appeal',
    body: 'public',
    kinds: ['contest'],
    opens: ['answered'],
    within: { months: 2 },
    text: {
      fr: 'Faites un recours gracieux. C’est une lettre au service qui a dit non. Vous avez deux mois.',
      en: 'Make an informal appeal: a letter to the service that decided. You have two months.',
    },
    where: 'https://www.service-public.gouv.fr/particuliers/vosdroits/F2474',
    source: 'CRPA L411-2',
  },
  {
    code: 'mediator',
    body: 'private',
    kinds: ['contest'],
    opens: ['answered', 'overdue'],
    silence: { months: 2 },
    within: { months: 12 },
    isFromOpening: true,
    text: {
      fr: 'Voyez leur médiateur. C’est gratuit. Vous avez un an.',
      en: 'Go to their mediator. It is free. You have a year.',
    },
    where: 'https://www.economie.gouv.fr/mediation-conso',
    source: 'Code de la consommation L612-1, L612-2',
  },
  {
    code: 'cada',
    body: 'public',
    kinds: ['rights'],
    reasons: ['rules', 'explanation'],
    opens: ['answered', 'overdue'],
    within: { months: 2 },
    text: {
      fr: 'Écrivez à la CADA. Elle dit si on vous doit les règles du calcul. Vous avez deux mois.',
      en: 'Go to the CADA: it says whether the rules of the calculation are owed to you. You have two months.',
    },
    where: 'https://www.cada.fr/particulier/quand-et-comment-saisir-la-cada',
    source: 'CRPA L342-1, R311-12, R311-13, R343-1',
  },
  {
    code: 'defender',
    body: 'public',
    kinds: [...personal, 'report'],
    opens: ['answered', 'overdue'],
    within: null,
    text: {
      fr: 'Le Défenseur des droits peut vous aider. C’est gratuit. Le temps pour le juge court quand même.',
      en: 'The Defender of Rights can help you, free of charge. The time for going to court runs all the same.',
    },
    where: 'https://www.defenseurdesdroits.fr/saisir-le-defenseur-des-droits-199',
    source: 'Loi organique 2011-333, art. 4 à 6',
  },
  {
    code: 'defender',
    body: 'private',
    kinds: ['report', 'contest'],
    reasons: ['bias', 'left-out', 'cohort-wrong'],
    opens: ['at-once', 'answered', 'overdue'],
    within: null,
    text: {
      fr: 'On vous a traité moins bien que d’autres ? Le Défenseur des droits peut vous aider. C’est gratuit.',
      en: 'Were you treated less well than others? The Defender of Rights can help you, free of charge.',
    },
    where: 'https://www.defenseurdesdroits.fr/saisir-le-defenseur-des-droits-199',
    source: 'Loi organique 2011-333, art. 4(3°), 5',
  },
  {
    code: 'cnil',
    body: 'any',
    kinds: personal,
    opens: ['answered', 'overdue'],
    within: null,
    text: {
      fr: 'Écrivez à la CNIL. C’est gratuit. La preuve de votre demande est ici.',
      en: 'Complain to the CNIL. It is free. Keep the proof of your request: it is here.',
    },
    where: 'https://www.cnil.fr/fr/plaintes',
    source: 'RGPD art. 12(4), 77',
  },
  {
    code: 'court-administrative',
    body: 'public',
    kinds: personal,
    opens: ['answered', 'overdue'],
    silence: { months: 2 },
    within: { months: 2 },
    text: {
      fr: 'Allez devant le juge (tribunal administratif). Vous avez deux mois après leur réponse, ou après deux mois de silence.',
      en: 'Go to the administrative court. You have two months after the answer, or after two months of silence.',
    },
    where: 'https://www.telerecours.fr/',
    source: 'CJA R421-1, R421-2 ; CRPA L231-4 ; RGPD art. 79',
  },
  {
    code: 'court-civil',
    body: 'private',
    kinds: personal,
    opens: ['answered', 'overdue'],
    within: null,
    text: {
      fr: 'Allez devant le juge (tribunal judiciaire). Un point-justice vous dit comment faire. C’est gratuit.',
      en: 'Go to the civil court. A « point-justice » tells you how, free of charge.',
    },
    where: 'https://www.justice.fr/',
    source: 'RGPD art. 79',
  },
];
