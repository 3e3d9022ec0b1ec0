import { useEffect } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { isOver, standingOf, untilOf } from '../../paths/help-standing.ts';
import type { KeptHelp, KeptHelped } from '../../vault/kept/mandate.ts';
import { helped, helps, mandates } from '../../vault/open.ts';
import { EndHelp, HelpState } from './end-help.tsx';

/** Who helps me, whom I help: on one page, because either may be asked for at any time. */
export function Mandates() {
  useEffect(() => {
    void import('../../paths/helped.ts').then(({ wipeAllOver }) => wipeAllOver());
  }, []);
  const others = [...mandates.value.values()].filter(({ help, state }) => help === null && state !== 'ended');
  return (
    <main id="page">
      <Title>{say('mandate.title')}</Title>
      <p class="lead">{say('mandate.lead')}</p>
      <section class="stack" aria-labelledby="helped-by">
        <h2 id="helped-by">{say('mandate.helped-by')}</h2>
        {helps.value.length === 0 && others.length === 0 && (
          <p class="soft">{say('mandate.helped-by.none')}</p>
        )}
        {helps.value.map((help) => (
          <Helper key={help.id} help={help} />
        ))}
        {others.map((mandate) => (
          <article class="card" key={mandate.id}>
            <b>{say('mandate.other-device')}</b>
            <EndHelp mandate={mandate.id} name={say('mandate.other-device')} />
          </article>
        ))}
        <LinkCard
          href="/proches/donner"
          icon="plus"
          act="give-help"
          title={say('mandate.give')}
          why={say('mandate.give.why')}
        />
        {helps.value.length > 0 && (
          <LinkCard
            href="/proches/recevoir"
            icon="list"
            act="receive"
            title={say('mandate.receive')}
            why={say('mandate.receive.why')}
          />
        )}
      </section>
      <section class="stack" aria-labelledby="i-help">
        <h2 id="i-help">{say('mandate.i-help')}</h2>
        {helped.value.length === 0 && <p class="soft">{say('mandate.i-help.none')}</p>}
        {helped.value.map((one) => (
          <Helped key={one.id} one={one} />
        ))}
        <LinkCard
          href="/j-aide"
          icon="said"
          act="help-somebody"
          title={say('mandate.show-code')}
          why={say('mandate.show-code.why')}
        />
      </section>
    </main>
  );
}

function Helper({ help }: { help: KeptHelp }) {
  return (
    <article class="card" data-help={standingOf(help)} aria-label={help.nickname}>
      <a class="row plain" href={`/proches/${help.id}`} data-act="see-help">
        <span class="grow stack tight">
          <b class="title">{help.nickname}</b>
          <span class="soft small">{say(`mandate.kind.${help.kind}`)}</span>
        </span>
        <Icon name="next" size={20} />
      </a>
      <p class="small">{help.acts.map((act) => say(`mandate.act.${act}`)).join(' · ')}</p>
      <HelpState help={help} />
      <EndHelp help={help.id} name={help.nickname} />
    </article>
  );
}

function Helped({ one }: { one: KeptHelped }) {
  return (
    <a class="card plain" href={`/j-aide/${one.id}`} data-act="see-helped">
      <span class="row">
        <span class="grow stack tight">
          <b class="title">{one.nickname}</b>
          <span class="soft small">
            {isOver(one) ? say('mandate.their.over') : say('mandate.until', { day: writeDay(untilOf(one)) })}
          </span>
        </span>
        <Icon name="next" size={20} />
      </span>
    </a>
  );
}
