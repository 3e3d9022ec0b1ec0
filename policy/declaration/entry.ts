/** What the city asks at its door, in words. The answers stand in the declaration; one left out is a gap. */

import type { LangText } from '../record.ts';
import type { EntryQuestion } from './city.ts';

export const questionWords: Readonly<Record<EntryQuestion, LangText>> = {
  'whom-met': {
    fr: 'Qui avez-vous rencontré ici, avant de commencer ?',
    en: 'Whom did you meet here before you began?',
  },
  'problem-evidence': {
    fr: 'Qu’est-ce qui montre que le problème en est un ?',
    en: 'What shows that the problem is one?',
  },
  'failed-elsewhere': {
    fr: 'Qu’est-ce qui n’a pas marché ailleurs ?',
    en: 'What did not work elsewhere?',
  },
  'least-data': {
    fr: 'Qu’avez-vous renoncé à demander ?',
    en: 'What did you give up asking for?',
  },
  'liberties-body': {
    fr: 'Qu’en dit un organisme qui défend les libertés ?',
    en: 'What does a body that defends liberties say?',
  },
  'residents-reaction': {
    fr: 'Qu’en disent les habitants, et qu’avez-vous changé ?',
    en: 'What do residents say, and what did you change?',
  },
  'left-out': {
    fr: 'Qui reste dehors, et que faites-vous pour eux ?',
    en: 'Who is left out, and what do you do for them?',
  },
  'without-network': {
    fr: 'Que se passe-t-il sans réseau ni courant ?',
    en: 'What happens without network or power?',
  },
  'after-us': { fr: 'Que reste-t-il quand vous partez ?', en: 'What stays when you leave?' },
  bystanders: {
    fr: 'Que change-t-il pour ceux qui ne s’en servent pas ?',
    en: 'What does it change for those who do not use it?',
  },
  energy: { fr: 'Que coûte-t-il en énergie et en matière ?', en: 'What does it cost in energy and matter?' },
};
