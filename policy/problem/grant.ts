import { text } from './text.ts';

/** What stands under a yes: the grant, its mailbox, its envelopes and calculations. */
export const grantProblems = {
  'grant-unknown': text(
    'Cet accord n’est pas connu ici.',
    'This agreement is not known here.',
    'Vérifiez son identifiant et la clé qui signe.',
    'Check its id and the key that signs.',
  ),
  'grant-ended': text(
    'Cet accord est terminé.',
    'This agreement is over.',
    'Rien ne peut plus être envoyé sous lui. Un nouveau demande un nouveau oui.',
    'Nothing more can be sent under it. A new one needs a new yes.',
  ),
  'mailbox-other': text(
    'Cette boîte appartient à une autre clé.',
    'This mailbox belongs to another key.',
    'Une demande ne concerne qu’une boîte, signée par sa propre clé.',
    'One call concerns one mailbox, signed by its own key.',
  ),
  'handover-forked': text(
    'Une autre clé a déjà pris la suite de celle-ci.',
    'Another key has already taken the place of this one.',
    'Relisez la boîte : une clé n’a qu’un successeur.',
    'Read the mailbox again: a key has one successor.',
  ),
  'key-replaced': text(
    'Une autre clé a pris la suite pour cet accord : ce résultat est scellé à l’ancienne.',
    'Another key has taken over for this agreement: this result is sealed to the one before.',
    'Lisez les actes de l’accord, puis scellez à la clé du dernier passage.',
    'Read the records of the agreement, then seal to the key of its last hand-over.',
  ),
  'envelope-conflict': text(
    'Une autre enveloppe porte déjà ce numéro, ou il en manque une avant.',
    'Another envelope has this number, or one before it is missing.',
    'Relisez le dernier numéro, puis envoyez le suivant.',
    'Read the last number, then send the next.',
  ),
  'calculation-unknown': text(
    'Ce calcul n’est pas connu ici.',
    'This calculation is not known here.',
    'Vérifiez son empreinte.',
    'Check its digest.',
  ),
} as const;
