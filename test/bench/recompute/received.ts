// A fare as a phone receives it, from a real relay in this process: asked, agreed to, calculated, deposited. What is given
// on is plain JSON, so that a page can do again what the wallet does with it.

import { fare } from '../../../docs/examples/fare/declaration.ts';
import { byRules } from '../../../docs/examples/program/by-rules.ts';
import { declarationBody } from '../../../docs/examples/program/publish.ts';
import type { Party } from '../../../policy/party.ts';
import { readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { ShownEntry } from '../../../pwa/wallet/link/mailbox.ts';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import type { ShownSigned } from '../../../pwa/wallet/paths/calculation.ts';
import { knownLog } from '../../../pwa/wallet/paths/log.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import type { KeptEnvelope, KeptGrant } from '../../../pwa/wallet/vault/kept/grant.ts';
import type { KeptKeys } from '../../../pwa/wallet/vault/kept/wallet.ts';
import { heldSignal } from '../../../pwa/wallet/vault/open.ts';
import type { RulesQuestion } from '../../../pwa/wallet/worker/rules.worker.ts';
import { agreeTo, aroundOf, keepFacts, openWallet, scan, typeAtRoom } from '../../pwa/paths/wallet.ts';
import { admittedCity, openTestHouse } from '../../relay/house.ts';

export interface Received {
  readonly entry: ShownSigned;
  readonly grant: KeptGrant;
  readonly parties: readonly Party[];
  readonly keys: KeptKeys;
  readonly envelope: KeptEnvelope;
  readonly log: { readonly verifierKey: string; readonly regie: string };
  readonly question: RulesQuestion;
}

export async function receiveFare(): Promise<Received> {
  const relay = await openTestHouse();
  try {
    const city = await admittedCity(relay);
    const folder = new URL('../../../docs/examples/fare/service.ts', import.meta.url).href;
    const program = byRules({
      declaration: fare,
      role: 'city',
      button: fare.title,
      folder,
      contestWhere: 'https://ville.example/contester',
      filePrefix: 'TARIF',
    });
    const { compiled, cases } = program.rules ?? { compiled: '', cases: [] };
    const published = await city.client.publishRules(compiled, cases);
    const body = declarationBody(fare, published, null, relay.clock.now());
    const { digest } = await city.client.declare(body);

    const around = aroundOf(relay);
    const entries: ShownEntry[] = [];
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/mailbox' && response.ok) {
        entries.push(...((await response.clone().json()) as { entries: ShownEntry[] }).entries);
      }
      return response;
    };
    await openWallet(around);
    await keepFacts(around, ['family-quotient', 'age-band']);
    const facts = body.inputs.map(({ key, necessity, precision }) => ({ key, necessity, precision }));
    const asking = { ...city, declaration: digest };
    const scanned = await scan(relay, asking, { purpose: 'fare', facts, period: { days: 31 } });
    const ask = await readAsk(scanned.hash, around);
    const sent = await agreeTo(ask, around);
    const typed = await typeAtRoom(relay, scanned.room, sent.confirm);
    const { redirect } = (await typed.json()) as { redirect: string };
    const code = new URL(redirect).searchParams.get('code') ?? '';
    const { grant } = await city.client.redeemCode(code, scanned);
    const reading = await city.client.readEnvelope(grant);
    if (!reading.decision) throw new Error('expected a yes');
    await program.use(city.client, reading, published);
    await lookAtGrant(sent.grantId, around);

    const held = heldSignal.value;
    const kept = [...held.calculation.values()][0];
    const shown = entries.find((entry): entry is ShownSigned => {
      return entry.kind === 'signed' && entry.text === kept?.text;
    });
    const granted = held.grant.get(sent.grantId);
    const keys = held.keys.get('wallet');
    const envelope = held.envelope.get(`${sent.grantId}/1`);
    if (kept === undefined || shown === undefined || !granted || !keys || !envelope) {
      throw new Error('expected a result in the vault');
    }
    const { verifierKey, regie } = await knownLog(around);
    return {
      entry: { ...shown, receipt: kept.receipt },
      grant: granted,
      parties: [readParty(splitRecord(city.record).body)],
      keys,
      envelope,
      log: { verifierKey, regie },
      question: {
        hash: published.hash,
        text: compiled,
        inputs: body.inputs,
        facts: envelope.facts,
        places: [],
        entryPoints: body.logic.rules?.entryPoints ?? [],
      },
    };
  } finally {
    await relay.close();
  }
}
