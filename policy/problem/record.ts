import { text } from './text.ts';

/** Any signed record: its form, its place among others, its proof. */
export const recordProblems = {
  'record-invalid': text(
    'Cet acte n’a pas la forme attendue.',
    'This record is not of the expected form.',
    'Une ligne de JSON canonique, une ligne de preuve, rien d’autre.',
    'One line of canonical JSON, one line of proof, nothing else.',
  ),
  'record-exists': text(
    'Cet acte est déjà enregistré.',
    'This record is already kept.',
    'Rien à faire : relisez celui qui est gardé.',
    'Nothing to do: read the one that is kept.',
  ),
  'record-conflict': text(
    'Un autre acte a pris cette place entre-temps.',
    'Another record has taken this place meanwhile.',
    'Relisez le dernier état, puis recommencez à partir de lui.',
    'Read the latest state, then start again from it.',
  ),
  'record-unknown': text(
    'Cet acte n’est pas connu ici.',
    'This record is not known here.',
    'Vérifiez son empreinte.',
    'Check its digest.',
  ),
  'signature-missing': text(
    'La signature manque.',
    'The signature is missing.',
    'Signez l’appel comme l’indique la page de cette porte.',
    'Sign the call as the page of this door says.',
  ),
  'signature-invalid': text(
    'La signature ne correspond pas.',
    'The signature does not match.',
    'Vérifiez la clé, et que les octets signés sont bien ceux envoyés.',
    'Check the key, and that the signed bytes are the ones sent.',
  ),
  'digest-invalid': text(
    'L’empreinte annoncée n’est pas celle du contenu.',
    'The stated digest is not that of the content.',
    'Calculez-la sur les octets envoyés.',
    'Compute it over the bytes that are sent.',
  ),
  'key-unknown': text(
    'Cette clé n’est pas connue, ou n’est plus valable.',
    'This key is not known, or no longer valid.',
    'Utilisez une clé publiée et en cours de validité.',
    'Use a key that is published and in force.',
  ),
} as const;
