import { useId, useState } from 'preact/hooks';
import type { FactKey } from '../../../../policy/fact.ts';
import { type DayOrder, dayOrders, readDay } from '../../../../policy/local-time.ts';
import {
  type DecimalSign,
  decimalSigns,
  type Folding,
  foldedFacts,
  foldings,
  guessDecimal,
  type Mapping,
  readNumber,
  type TablePeriod,
  tablePeriods,
} from '../../../../policy/table.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeDate, writeNumber } from '../../../words/write.ts';
import { dropImport, type ImportState, readTable } from '../../paths/import.ts';

type MapState = Extract<ImportState, { step: 'map' }>;

/** What the person has said so far; `null`: not yet. */
type Draft = { readonly [K in keyof Mapping]: Mapping[K] | null };

function firstDraft({ mapping, preview }: MapState): Draft {
  return mapping ?? { ...preview.guess, fact: null, folding: 'mean', period: 'all' };
}

function wholeMapping(draft: Draft): Mapping | null {
  const { dayColumn, dayOrder, numberColumn, decimal, fact, folding, period } = draft;
  if (dayColumn === null || numberColumn === null || fact === null) return null;
  if (dayOrder === null || decimal === null || folding === null || period === null) return null;
  return { dayColumn, dayOrder, numberColumn, decimal, fact, folding, period };
}

/** The columns of a table are guessed; the person says what they mean, and sees how the first rows read then. */
export function MapColumns({ state }: { state: MapState }) {
  const [draft, setDraft] = useState(() => firstDraft(state));
  const [isAsked, setAsked] = useState(false);
  const { columns, rows } = state.preview;
  const cellsOf = (column: number | null) => (column === null ? [] : rows.map((row) => row[column] ?? ''));
  const columnOptions = columns.map((name, at) => {
    const title = name || say('import.map.column', { n: at + 1 });
    const first = rows[0]?.[at] ?? '';
    return [
      String(at),
      first === '' ? title : say('import.map.example', { column: title, example: first }),
    ] as const;
  });
  const mapping = wholeMapping(draft);
  return (
    <>
      <Title>{say('import.map')}</Title>
      <p class="lead">{say('import.map.lead')}</p>
      <section class="card">
        <h2>{say('import.map.columns')}</h2>
        <Select
          name="day"
          label={say('import.map.day')}
          value={draft.dayColumn === null ? '' : String(draft.dayColumn)}
          options={columnOptions}
          onChoose={(at) => setDraft({ ...draft, dayColumn: Number(at) })}
        />
        <Select
          name="order"
          label={say('import.map.order')}
          value={draft.dayOrder ?? ''}
          options={dayOrders.map((order) => [order, say(`import.map.order.${order}`)] as const)}
          onChoose={(order) => setDraft({ ...draft, dayOrder: order as DayOrder })}
        />
        <Select
          name="number"
          label={say('import.map.number')}
          value={draft.numberColumn === null ? '' : String(draft.numberColumn)}
          options={columnOptions}
          onChoose={(at) =>
            setDraft({ ...draft, numberColumn: Number(at), decimal: guessDecimal(cellsOf(Number(at))) })
          }
        />
        <Select
          name="decimal"
          label={say('import.map.decimal')}
          value={draft.decimal ?? ''}
          options={decimalSigns.map(
            (sign) => [sign, say(sign === ',' ? 'import.map.comma' : 'import.map.point')] as const,
          )}
          onChoose={(sign) => setDraft({ ...draft, decimal: sign as DecimalSign })}
        />
        <Preview draft={draft} rows={rows} />
      </section>
      <section class="card">
        <h2>{say('import.map.make')}</h2>
        <Select
          name="fact"
          label={say('import.map.fact')}
          value={draft.fact ?? ''}
          options={foldedFacts.map(({ key, label }) => [key, inLanguage(label)] as const)}
          isWrong={isAsked && draft.fact === null}
          onChoose={(fact) => setDraft({ ...draft, fact: fact as FactKey })}
        />
        <Select
          name="folding"
          label={say('import.map.folding')}
          value={draft.folding ?? ''}
          options={foldings.map((folding) => [folding, say(`import.folding.${folding}`)] as const)}
          onChoose={(folding) => setDraft({ ...draft, folding: folding as Folding })}
        />
        <Select
          name="period"
          label={say('import.map.period')}
          value={draft.period ?? ''}
          options={tablePeriods.map((period) => [period, say(`import.period.${period}`)] as const)}
          onChoose={(period) => setDraft({ ...draft, period: period as TablePeriod })}
        />
      </section>
      <Button
        act="read-table"
        look="full"
        onPress={() => {
          setAsked(true);
          if (mapping !== null) return readTable(mapping);
        }}
      >
        {say('import.map.read')}
      </Button>
      <Button act="drop-import" look="quiet" onPress={dropImport}>
        {say('cancel')}
      </Button>
    </>
  );
}

function Select({
  name,
  label,
  value,
  options,
  isWrong = false,
  onChoose,
}: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, said: string])[];
  isWrong?: boolean;
  onChoose: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field" data-wrong={isWrong || undefined}>
      <label for={id}>{label}</label>
      <div class="box">
        <select
          id={id}
          data-map={name}
          value={value}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          onChange={(event) => event.currentTarget.value !== '' && onChoose(event.currentTarget.value)}
        >
          <option value="" disabled hidden>
            {say('fact.choose')}
          </option>
          {options.map(([option, said]) => (
            <option key={option} value={option}>
              {said}
            </option>
          ))}
        </select>
      </div>
      {isWrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {say('import.map.wanted')}
        </p>
      )}
    </div>
  );
}

/** The first rows as they would be read: dates in words, so that a day taken for a month is seen. */
function Preview({ draft, rows }: { draft: Draft; rows: readonly (readonly string[])[] }) {
  const { dayColumn, dayOrder, numberColumn, decimal } = draft;
  if (dayColumn === null || numberColumn === null || dayOrder === null || decimal === null) return null;
  return (
    <div aria-live="polite" class="stack tight">
      <p class="soft small">{say('import.map.preview')}</p>
      <ul class="list">
        {rows.map((row, at) => {
          const day = readDay(row[dayColumn] ?? '', dayOrder);
          const value = readNumber(row[numberColumn] ?? '', decimal);
          return (
            <li key={at} class="row tight-row">
              <span class="grow">{day === null ? say('import.row.day-invalid') : writeDate(day)}</span>
              <b>{value === null ? say('import.row.value-invalid') : writeNumber(value)}</b>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
