import { recordDigest } from '../../crypto/hash.ts';
import type { Attack, Body, Liar } from './attack.ts';

const isHandover = (entry: Body) => entry.type === 'handover';
const bodyOf = (text: string): Body => JSON.parse(text.split('\n')[0] ?? '{}');

/** Another last member of the grant's sequence, under the relay's own name. */
function ending(honest: Body, liar: Liar, entries: Body[]): Body {
  const said = JSON.parse(honest.answer.split('\n')[0]);
  const last = entries.at(-1);
  if (last !== undefined)
    Object.assign(said.last[0], { grant: last.grant, seq: last.seq, digest: recordDigest(last.text) });
  return { ...honest, entries, answer: liar.sign(JSON.stringify(said)) };
}

/** A member behind the last one, linked as it should be. */
function behind(entries: Body[], text: string, type: string): Body {
  const last = entries.at(-1);
  const { id: record } = bodyOf(last.text);
  const previous = { seq: last.seq, record, position: 0, digest: recordDigest(last.text) };
  return { kind: 'signed', type, grant: last.grant, seq: last.seq + 1, previous, text, receipt: null };
}

/** Lies to somebody whose phone was lost, in league with whoever has it. */
export const lostPhone: readonly Attack[] = [
  {
    name: 'takes a hand-over and leaves it out of what it shows, so that the lost phone goes on speaking',
    at: 'lost',
    door: '/mailbox',
    lie: (honest, liar) => {
      const entries = honest.entries.filter((entry: Body) => !isHandover(entry));
      const { grant, seq, previous } = honest.entries.find(isHandover) ?? {};
      if (previous === undefined) return honest;
      const said = JSON.parse(honest.answer.split('\n')[0]);
      Object.assign(said.last[0], { grant, seq: seq - 1, digest: previous.digest });
      return { ...honest, entries, answer: liar.sign(JSON.stringify(said)) };
    },
    mark: 'found by the wallet',
    alarm: 'chain-missing',
  },
  {
    name: 'lets the lost phone countersign after the hand-over',
    at: 'lost',
    door: '/mailbox',
    lie: (honest, liar) => {
      const { entries } = honest;
      if (liar.lost === undefined || !entries.some(isHandover)) return honest;
      const calculation = `${'B'.repeat(42)}A`;
      const text = liar.lost({ type: 'receipt', at: '2026-11-25T00:00:00Z', calculation });
      return ending(honest, liar, [...entries, behind(entries, text, 'receipt')]);
    },
    mark: 'found by the wallet',
    alarm: 'record-foreign',
  },
  {
    name: 'lets the lost phone hold the agreement after the hand-over, and show it as held by the person',
    at: 'lost',
    door: '/mailbox',
    lie: (honest, liar) => {
      const handover = honest.entries.find(isHandover);
      if (liar.lost === undefined || handover === undefined) return honest;
      const text = liar.lost({ type: 'pause', grant: handover.grant, act: 'pause', n: 1 });
      return { ...honest, pauses: [{ grant: handover.grant, n: 1, text, receipt: null }] };
    },
    mark: 'found by the wallet',
    alarm: 'record-foreign',
  },
  {
    name: 'shows a hand-over to a key that is not the person’s in place of the one that was sent',
    at: 'lost',
    door: '/mailbox',
    lie: (honest, liar) => {
      const handover = honest.entries.find(isHandover);
      if (liar.lost === undefined || handover === undefined) return honest;
      const { newBoxKey, newSignature } = bodyOf(handover.text);
      const newKey = `${'B'.repeat(42)}A`;
      const { grant } = handover;
      const text = liar.lost({ type: 'handover', grant, newKey, newBoxKey, newSignature });
      const entries = honest.entries.map((entry: Body) => (entry === handover ? { ...entry, text } : entry));
      return ending(honest, liar, entries);
    },
    mark: 'found by the wallet',
    alarm: 'record-foreign',
  },
  {
    name: 'says that another key was first, though it has taken the hand-over',
    at: 'lost',
    door: '/handover',
    lie: () =>
      Response.json(
        {
          code: 'handover-forked',
          fr: 'Une autre clé.',
          en: 'Another key.',
          title: 'handover forked',
          status: 409,
        },
        { status: 409 },
      ),
    mark: 'prevented',
  },
];
