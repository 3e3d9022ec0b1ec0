import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import type { KeptProposal } from '../../vault/kept/fact.ts';
import { proposals } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { MeetAsReceiver } from './meet.tsx';

const path = () => import('../../paths/prepare.ts');

/** What a helper has prepared: nothing of it is hers before she keeps it, and nothing leaves by that. */
export function ReceivePrepared() {
  const [hasCome, setCome] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  async function take(content: Uint8Array) {
    await (await path()).keepPrepared(content);
    setCome(true);
  }
  return (
    <main id="page">
      <Title>{say('mandate.receive')}</Title>
      {fault !== null && <FaultNote error={fault} />}
      {proposals.value.map((proposal) => (
        <Proposal key={proposal.id} proposal={proposal} onFault={setFault} />
      ))}
      {!hasCome && (
        <MeetAsReceiver
          path="/j-aide/preparer"
          lead={say('mandate.receive.lead')}
          next={say('mandate.receive.so')}
          onContent={take}
        />
      )}
      {hasCome && (
        <a class="button gentle" href="/donnees" data-act="facts">
          {say('mandate.receive.facts')}
        </a>
      )}
    </main>
  );
}

function Proposal({ proposal, onFault }: { proposal: KeptProposal; onFault: (error: unknown) => void }) {
  const { id, facts, request } = proposal;
  return (
    <section class="card" data-proposal={facts.length} aria-label={say('mandate.receive')}>
      <p class="soft">{say('mandate.receive.so')}</p>
      <ul class="list">
        {facts.map(({ key, value }) => (
          <li class="stack tight" key={key}>
            <span class="soft small">{factLabel(key)}</span>
            <b class="title">{writeFact(key, value)}</b>
            <Button
              act={`keep-prepared-${key}`}
              about={factLabel(key)}
              onPress={async () => (await path()).acceptPrepared(id, key).catch(onFault)}
            >
              {say('mandate.receive.keep')}
            </Button>
          </li>
        ))}
      </ul>
      {request !== null && (
        <a class="button" href={request} data-out data-act="see-brought">
          {say('mandate.receive.request')}
        </a>
      )}
      <Button
        act="drop-prepared"
        look="quiet"
        onPress={async () => (await path()).dropPrepared(id).catch(onFault)}
      >
        {say('mandate.receive.drop')}
      </Button>
    </section>
  );
}
