import { useState } from 'preact/hooks';
import type { FactKey, Place } from '../../../../policy/fact.ts';
import {
  type Found,
  isChosenFirst,
  isSameValue,
  type Proposal,
  proposeFacts,
} from '../../../../policy/import.ts';
import { Button } from '../../../ui/button.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { PlaceField } from '../../../ui/place-field.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay, writeNumber } from '../../../words/write.ts';
import { changeColumns, dropImport, type ImportState, keepImport } from '../../paths/import.ts';
import { go } from '../../router.ts';
import type { KeptFact } from '../../vault/kept/fact.ts';
import { facts } from '../../vault/open.ts';
import { findPlaces } from '../keep/places.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { RowFaults } from './row-faults.tsx';
import { countedText, MonthByMonth, Told, titleOf } from './told.tsx';

type FoundState = Extract<ImportState, { step: 'found' }>;

/** What came out of the files, what did not, and which facts the person wants of it. Nothing is kept yet. */
export function FoundImport({ state }: { state: FoundState }) {
  const { found, again, mapped } = state;
  const proposals = proposeFacts(found.summary);
  const [chosen, setChosen] = useState<ReadonlySet<FactKey>>(
    () =>
      new Set(
        proposals.filter((each) => isChosenFirst(each, facts.value.get(each.key))).map(({ key }) => key),
      ),
  );
  const [place, setPlace] = useState<Place | null>(null);
  const [isChanged, setChanged] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  function choose(key: FactKey, is: boolean) {
    const next = new Set(chosen);
    if (is) next.add(key);
    else next.delete(key);
    setChosen(next);
  }
  async function keep() {
    const over = proposals
      .filter(({ key }) => chosen.has(key))
      .map(({ key }) => ({ key, over: facts.value.get(key) ?? null }));
    try {
      const outcome = await keepImport({ facts: over, place });
      if (outcome === 'kept') go('/donnees', { replace: true });
      else setChanged(true);
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <>
      <main id="page" data-step="found">
        <Title>{titleOf(found.summary)}</Title>
        {again !== null && (
          <Note tone="wait">
            <p>{say('import.again', { day: writeDay(again.at) })}</p>
            <p>{say('import.again.then')}</p>
          </Note>
        )}
        <Told found={found} />
        {mapped !== null && (
          <Button act="change-columns" look="gentle" onPress={changeColumns}>
            {say('import.table.change')}
          </Button>
        )}
        {proposals.length > 0 && (
          <fieldset class="card">
            <legend>
              <h2>{say('import.keep')}</h2>
            </legend>
            <div class="stack choices">
              {proposals.map((proposal) => (
                <Offer
                  key={proposal.key}
                  proposal={proposal}
                  held={facts.value.get(proposal.key)}
                  isChosen={chosen.has(proposal.key)}
                  onChoose={(is) => choose(proposal.key, is)}
                />
              ))}
            </div>
          </fieldset>
        )}
        {found.summary.kind === 'track' && (
          <section class="card">
            <h2>{say('import.place')}</h2>
            <p class="soft small">{say('import.place.why')}</p>
            <PlaceField
              name="commune"
              label={say('import.place.which')}
              value={place ?? undefined}
              onValue={(value) => setPlace(value as Place)}
              onStanding={(standing) => standing !== 'value' && setPlace(null)}
              findPlaces={findPlaces}
            />
          </section>
        )}
        <div class="folds">
          <Refusals found={found} />
          <MonthByMonth summary={found.summary} />
        </div>
        <p class="lead">{say('import.keep.what')}</p>
        {isChanged && (
          <Note tone="wait" announce>
            <p>{say('import.changed')}</p>
          </Note>
        )}
        {fault !== null && <FaultNote error={fault} />}
      </main>
      <div class="thumb">
        <div class="twins">
          <Button act="keep-nothing" onPress={dropImport}>
            {say('import.keep.no')}
          </Button>
          <Button act="keep-import" onPress={keep}>
            {say('import.keep.yes')}
          </Button>
        </div>
      </div>
    </>
  );
}

/** The new value, and beside it what is there now: hers is never written over without a look at both. */
function Offer({
  proposal: { key, value, isUnsure },
  held,
  isChosen,
  onChoose,
}: {
  proposal: Proposal;
  held: KeptFact | undefined;
  isChosen: boolean;
  onChoose: (is: boolean) => void;
}) {
  const isNew = held === undefined || !isSameValue(held.value, value);
  return (
    <label class="choice boxed">
      <input
        type="checkbox"
        data-act={`keep-${key}`}
        checked={isChosen}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <span class="grow stack tight">
        <span class="small">{factLabel(key)}</span>
        <b data-found={key}>{writeFact(key, value)}</b>
        {isUnsure && <span class="small">{say('import.keep.unsure')}</span>}
        {held !== undefined && (
          <span class="small" data-held={key}>
            {isNew
              ? say('import.keep.held', {
                  value: writeFact(key, held.value),
                  source: say(`facts.source.${held.source}`),
                })
              : say('import.keep.same')}
          </span>
        )}
      </span>
    </label>
  );
}

function Refusals({ found }: { found: Found }) {
  const { rowsRead, rowsRefused, rowFaults, files } = found;
  if (rowsRefused === 0) return null;
  const more = rowsRefused - rowFaults.length;
  return (
    <div data-refused={rowsRefused}>
      <Fold title={countedText('import.rows', rowsRefused, { all: writeNumber(rowsRead) })} act="fold-rows">
        <RowFaults faults={rowFaults} isFileSaid={files.length > 1} />
        {more > 0 && <p class="soft">{countedText('import.rows.more', more)}</p>}
      </Fold>
    </div>
  );
}
