/** What the parties of the demonstration say alike: the rights of the GDPR, and where one goes when an answer does not help. */
import type { Declaration } from '../../../relay/kit/client.ts';
import type { LangText } from './page.ts';

type Rights = Declaration['rights'];

const monthDays = 30;

/** A month for each (GDPR 12(3)); taking back one's yes works at once. */
export function rightsAt(where: LangText): Rights {
  const right = (name: Rights[number]['right'], fr: string, en: string, delayDays = monthDays) => ({
    right: name,
    how: { fr, en },
    where,
    delayDays,
  });
  return [
    right('A15', 'Demandez une copie de vos données.', 'Ask for a copy of your data.'),
    right('A16', 'Dites ce qui est faux : on corrige.', 'Say what is wrong: we put it right.'),
    right('A17', 'Demandez d’effacer vos données.', 'Ask to erase your data.'),
    right('A20', 'Emportez vos données dans un fichier.', 'Take your data away in a file.'),
    right('A21', 'Dites que vous n’êtes pas d’accord.', 'Say that you object.'),
    right('A22', 'Demandez qu’une personne décide.', 'Ask for a person to decide.'),
    right('A7-3', 'Arrêtez depuis votre téléphone.', 'Stop it on your phone.', 0),
    right('A77', 'Écrivez à la CNIL.', 'Write to the CNIL.'),
  ];
}

const cnil = {
  to: { fr: 'La CNIL', en: 'The CNIL, the data protection authority' },
  how: { fr: 'Une plainte en ligne ou par courrier.', en: 'A complaint online or by post.' },
  url: 'https://www.cnil.fr/fr/plaintes',
  withinDays: null,
};

const defender = {
  to: { fr: 'Le Défenseur des droits', en: 'The Defender of Rights' },
  how: {
    fr: 'Un délégué près de chez vous vous aide, sans frais.',
    en: 'A delegate near you helps you, free of charge.',
  },
  url: 'https://www.defenseurdesdroits.fr/saisir',
  withinDays: null,
};

/** Two months from the decision (code de justice administrative, R421-1). */
const tribunal = {
  to: { fr: 'Le tribunal administratif', en: 'The administrative court' },
  how: { fr: 'Une requête en ligne ou par courrier.', en: 'An application online or by post.' },
  url: 'https://citoyens.telerecours.fr',
  withinDays: 60,
};

export const afterPublicBody: Declaration['contest']['escalation'] = [cnil, defender, tribunal];
export const afterCompany: Declaration['contest']['escalation'] = [cnil, defender];
