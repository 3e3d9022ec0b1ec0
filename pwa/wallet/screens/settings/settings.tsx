import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { languages } from '../../../ui/language-menu.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { say, type Word } from '../../../words/lookup.ts';
import { isExercise } from '../../paths/exercise.ts';
import { lock } from '../../paths/open.ts';
import { isTablet } from '../../tablet.ts';
import { grants, lockState, waysIn } from '../../vault/open.ts';
import { acceptUpdate, updateState } from '../../worker/update.ts';
import { isLive } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { type DeviceSettings, deviceSettings, setDevice } from './device.ts';

export function Settings() {
  const isOpen = lockState.value === 'open';
  return (
    <main id="page">
      <Title>{say('settings.title')}</Title>
      <Update />
      <section class="card">
        <Setting name="language" label="settings.language" options={languages} />
        <Setting
          name="theme"
          label="settings.theme"
          options={[
            ['auto', say('settings.theme.auto')],
            ['light', say('settings.theme.light')],
            ['dark', say('settings.theme.dark')],
            ['contrast', say('settings.theme.contrast')],
          ]}
        />
        <Setting
          name="size"
          label="settings.size"
          options={[
            ['normal', say('settings.size.normal')],
            ['125', say('settings.size.125')],
            ['150', say('settings.size.150')],
            ['200', say('settings.size.200')],
          ]}
        />
        <Setting
          name="simple"
          label="settings.seen"
          options={[
            ['off', say('settings.seen.all')],
            ['on', say('settings.seen.less')],
          ]}
        />
        <Setting
          name="face"
          label="settings.face"
          options={[
            ['system', say('settings.face.system')],
            ['legible', say('settings.face.legible')],
          ]}
        />
      </section>
      <LinkCard
        href="/regles"
        icon="sliders"
        act="rules"
        title={say('facts.rules')}
        why={say('facts.rules.why')}
      />
      <LinkCard
        href="/proches"
        icon="said"
        act="mandates"
        title={say('mandate.title')}
        why={say('mandate.settings.why')}
      />
      <LinkCard
        href="/etudes"
        icon="ask"
        act="studies"
        title={say('settings.studies')}
        why={say('settings.studies.why')}
      />
      {isOpen && !isTablet.value && (
        <>
          <LinkCard
            href="/copie"
            icon="cloud"
            act="copy"
            title={say('settings.copy')}
            why={say('settings.copy.why')}
          />
          <LinkCard
            href="/appareils"
            icon="key"
            act="devices"
            title={say('settings.devices')}
            why={say('settings.devices.why')}
          />
          <LinkCard
            href="/telephone-perdu"
            icon="warn"
            act="lost-phone"
            title={say('settings.lost')}
            why={say('settings.lost.why')}
          />
        </>
      )}
      {lockState.value === 'empty' && !isTablet.value && !isExercise() && (
        <LinkCard
          href="/reprendre"
          icon="key"
          act="recover"
          title={say('settings.recover')}
          why={say('settings.recover.why')}
        />
      )}
      {!isExercise() && (
        <LinkCard
          href="/tablette"
          icon="gear"
          act="shared-tablet"
          title={say('settings.tablet')}
          why={say('settings.tablet.why')}
        />
      )}
      {isOpen && <Keys />}
      {lockState.value === 'locked' && <p class="soft small pad">{say('settings.locked')}</p>}
      {isOpen && !isTablet.value && <Export />}
      {/* What goes from hand to hand is emptied by its own button, on every screen. */}
      {lockState.value !== 'empty' && !isTablet.value && <Erase />}
      <Version />
    </main>
  );
}

function Setting<K extends keyof DeviceSettings>({
  name,
  label,
  options,
}: {
  name: K;
  label: Word;
  options: readonly (readonly [DeviceSettings[K], string])[];
}) {
  return (
    <fieldset class="stack tight">
      <legend>
        <b>{say(label)}</b>
      </legend>
      <div class="pills">
        {options.map(([value, said]) => (
          <label class="choice boxed" key={value} lang={name === 'language' ? value : undefined}>
            <input
              type="radio"
              name={`setting-${name}`}
              data-act={`${name}-${value}`}
              checked={deviceSettings.value[name] === value}
              onChange={() => setDevice({ [name]: value } as Partial<DeviceSettings>)}
            />
            {said}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Keys() {
  return (
    <section class="card">
      <h2>{say('settings.keys')}</h2>
      <ul class="list">
        {waysIn.value.map((way) => (
          <li class="row" key={way.id}>
            <Icon name="key" size={20} />
            <b class="grow">{say(`settings.way.${way.kind}`)}</b>
          </li>
        ))}
      </ul>
      <a class="button gentle" href="/cle" data-act="kit">
        {say('kit.title')}
      </a>
      <a class="button gentle" href="/carte" data-act="stop-card">
        {say('card.title')}
      </a>
      {!isTablet.value && (
        <Button act="lock" look="gentle" icon="key" onPress={lock}>
          {say('open.lock')}
        </Button>
      )}
    </section>
  );
}

function Export() {
  const [fault, setFault] = useState<unknown>(null);
  async function take() {
    setFault(null);
    try {
      const { exportAll } = await import('../../paths/export.ts');
      saveFile(await exportAll(), 'application/json');
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <section class="card">
      <h2>{say('settings.export')}</h2>
      <p class="soft">{say('settings.export.why')}</p>
      {fault !== null && <FaultNote error={fault} />}
      <Button act="export" onPress={take}>
        {say('settings.export')}
      </Button>
    </section>
  );
}

function Erase() {
  const [isAsked, setAsked] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const live = grants.value.some(isLive);
  async function erase() {
    try {
      await (await import('../../paths/erase.ts')).eraseDevice();
      location.assign('/');
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <section class="card">
      <h2>{say('settings.erase')}</h2>
      <p class="soft">{say('settings.erase.why')}</p>
      {live && (
        <Note tone="wait" icon="warn">
          <p>{say('settings.erase.stop')}</p>
        </Note>
      )}
      {fault !== null && <FaultNote error={fault} />}
      {isAsked ? (
        <div class="twins">
          <Button act="erase-no" onPress={() => setAsked(false)}>
            {say('cancel')}
          </Button>
          <Button act="erase-yes" look="stop" onPress={erase}>
            {say('settings.erase.sure')}
          </Button>
        </div>
      ) : (
        <Button act="erase" look="stop" onPress={() => setAsked(true)}>
          {say('settings.erase')}
        </Button>
      )}
    </section>
  );
}

/** Asked for, never silent: with its version, before it is taken. */
function Update() {
  const { waiting } = updateState.value;
  if (waiting === null) return null;
  return (
    <section class="card waiting">
      <h2>{say('settings.update')}</h2>
      <p class="soft">{say('settings.update.why')}</p>
      <p class="code soft small">{waiting.hash}</p>
      <Button act="update" look="full" onPress={() => acceptUpdate()}>
        {say('settings.update.yes', { version: waiting.version })}
      </Button>
    </section>
  );
}

function Version() {
  const { build } = updateState.value;
  return (
    <p class="soft small pad">
      {say('app.name')} ·{' '}
      {build === null ? (
        say('settings.version.none')
      ) : (
        <>
          {say('settings.version')} {build.version}
          <br />
          {say('settings.version.hash')} <span class="code">{build.hash}</span>
        </>
      )}
    </p>
  );
}
