// Which screen answers which path. All but the first one come when they are asked for.

import type { ComponentType } from 'preact';
import type { Word } from '../../words/lookup.ts';
import { Home } from './home/home.tsx';

export type Screen = ComponentType<{ readonly id: string }>;

export interface Page {
  readonly path: string;
  /** Said at the head, beside the way back; absent where the title says it already. */
  readonly where?: Word;
  /** Its words are in the first load: nothing waits for the others. */
  readonly isFirst?: true;
  readonly hasBack?: true;
  readonly needsVault?: true;
  readonly hasTabs?: true;
  readonly load: () => Promise<Screen>;
}

export const pages: readonly Page[] = [
  {
    path: '/r',
    where: 'request.title',
    isFirst: true,
    load: async () => (await import('./ask/ask.tsx')).AskScreen,
  },
  {
    path: '/recu/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./grant/receipt.tsx')).Receipt,
  },
  {
    path: '/recus/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./grant/receipts.tsx')).Receipts,
  },
  {
    path: '/accord/{id}',
    where: 'grant.title',
    needsVault: true,
    load: async () => (await import('./grant/grant.tsx')).GrantScreen,
  },
  {
    path: '/resultat/{id}',
    where: 'result.title',
    needsVault: true,
    load: async () => (await import('./recompute/result.tsx')).Result,
  },
  {
    path: '/acces',
    needsVault: true,
    hasTabs: true,
    load: async () => (await import('./access/accesses.tsx')).Accesses,
  },
  {
    path: '/acces/{id}',
    where: 'access.title',
    needsVault: true,
    load: async () => (await import('./access/accesses.tsx')).Accesses,
  },
  {
    path: '/changement/{id}',
    where: 'change.where',
    needsVault: true,
    load: async () => (await import('./change/change.tsx')).ChangeScreen,
  },
  {
    path: '/essayer/{id}',
    where: 'play.title',
    needsVault: true,
    load: async () => (await import('./play/play.tsx')).PlayScreen,
  },
  {
    path: '/essayer/public/{id}',
    where: 'play.title',
    load: async () => (await import('./play/play.tsx')).PublicPlayScreen,
  },
  {
    path: '/dit-fait/{id}',
    where: 'observed.title',
    needsVault: true,
    load: async () => (await import('./observed/observed.tsx')).ObservedScreen,
  },
  {
    path: '/donnees',
    hasTabs: true,
    needsVault: true,
    load: async () => (await import('./keep/facts.tsx')).Facts,
  },
  {
    path: '/donnees/importer',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./import/import.tsx')).ImportScreen,
  },
  {
    path: '/regles',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./prefer/rules.tsx')).Rules,
  },
  {
    path: '/arreter',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./revoke/stop-all.tsx')).StopAll,
  },
  {
    path: '/carte',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./card/card.tsx')).Card,
  },
  { path: '/cle', hasBack: true, needsVault: true, load: async () => (await import('./card/kit.tsx')).Kit },
  {
    path: '/contester/{id}',
    where: 'result.contest',
    needsVault: true,
    load: async () => (await import('./contest/contest.tsx')).Contest,
  },
  {
    path: '/droits/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./contest/rights.tsx')).Rights,
  },
  {
    path: '/demandes',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./thread/threads.tsx')).Threads,
  },
  {
    path: '/demande/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./thread/thread.tsx')).ThreadScreen,
  },
  {
    path: '/proches',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/mandates.tsx')).Mandates,
  },
  {
    path: '/proches/donner',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/give.tsx')).GiveHelp,
  },
  {
    path: '/proches/recevoir',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/receive.tsx')).ReceivePrepared,
  },
  {
    path: '/proches/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/helper.tsx')).HelperScreen,
  },
  {
    path: '/j-aide',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/mine.tsx')).HelpSomebody,
  },
  {
    path: '/j-aide/preparer',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/prepare.tsx')).PrepareFacts,
  },
  {
    path: '/j-aide/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./mandate/person.tsx')).PersonScreen,
  },
  // For anybody, with or without a wallet: no vault is asked for.
  { path: '/aide', hasBack: true, load: async () => (await import('./help/help.tsx')).Help },
  {
    path: '/organismes',
    hasBack: true,
    load: async () => (await import('./party/parties.tsx')).Parties,
  },
  {
    path: '/organisme/{id}',
    hasBack: true,
    load: async () => (await import('./party/party.tsx')).PartyScreen,
  },
  {
    path: '/ecrire/{id}',
    hasBack: true,
    load: async () => (await import('./contest/write.tsx')).Write,
  },
  {
    path: '/papier',
    hasBack: true,
    load: async () => (await import('./paper/papers.tsx')).Papers,
  },
  {
    path: '/papier/{id}',
    hasBack: true,
    load: async () => (await import('./paper/paper.tsx')).Paper,
  },
  // On a device that goes from hand to hand, and in an exercise.
  {
    path: '/tablette',
    hasBack: true,
    load: async () => (await import('./tablet/tablet.tsx')).TabletScreen,
  },
  { path: '/salle', hasBack: true, load: async () => (await import('./exercise/room.tsx')).RoomScreen },
  { path: '/aider', hasBack: true, load: async () => (await import('./exercise/practise.tsx')).Practise },
  {
    path: '/retrouver',
    hasBack: true,
    load: async () => (await import('./thread/come-back.tsx')).ComeBack,
  },
  // Lost and found.
  {
    path: '/reprendre',
    hasBack: true,
    load: async () => (await import('./recover/recover.tsx')).Recover,
  },
  {
    path: '/donner',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./recover/give.tsx')).Give,
  },
  {
    path: '/copie',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./recover/copy.tsx')).Copy,
  },
  {
    path: '/appareils',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./devices/devices.tsx')).Devices,
  },
  {
    path: '/telephone-perdu',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./lost/lost.tsx')).LostPhone,
  },
  {
    path: '/etudes',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./study/studies.tsx')).Studies,
  },
  {
    path: '/etude/{id}',
    where: 'study.where',
    needsVault: true,
    load: async () => (await import('./study/study.tsx')).StudyScreen,
  },
  {
    path: '/ensemble',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./condition/conditions.tsx')).Conditions,
  },
  {
    path: '/ensemble/{id}',
    where: 'condition.where',
    needsVault: true,
    load: async () => (await import('./condition/condition.tsx')).ConditionScreen,
  },
  {
    path: '/discret',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./pause/quiet.tsx')).Quiet,
  },
  {
    path: '/resume',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./prefer/digest.tsx')).Digest,
  },
  {
    path: '/budget',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./study/budget.tsx')).Budget,
  },
  { path: '/reglages', hasTabs: true, load: async () => (await import('./settings/settings.tsx')).Settings },
];

export const home: Page = { path: '/', hasTabs: true, needsVault: true, load: async () => Home };
