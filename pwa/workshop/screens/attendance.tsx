import { useEffect, useState } from 'preact/hooks';
import {
  type Answer,
  answers,
  answerValues,
  type Moment,
  maxPeople,
  momentNames,
  moments,
  type Question,
  questionNames,
  questions,
  sumOf,
  type TableName,
  tableNames,
  tables,
  tableTitles,
} from '../../../policy/workshop/attendance.ts';
import { attendanceCsv, attendanceJson } from '../../../policy/workshop/attendance-file.ts';
import { Button } from '../../ui/button.tsx';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { inLanguage, say, sayCount } from '../../words/lookup.ts';
import {
  attendanceOf,
  type CountFault,
  clearCount,
  counted,
  countFaults,
  countOf,
  keepCounting,
  openingOf,
  setAnswers,
  setCount,
  setDay,
  setPeople,
} from '../paths/attendance.ts';
import { board, draft } from '../paths/room.ts';

let isKept = false;

export function AttendanceScreen() {
  useEffect(() => {
    if (!isKept) keepCounting();
    isKept = true;
  }, []);
  const open = board.value?.opening;
  useEffect(() => void openingOf(open, draft.value), [open?.scenario, open?.language, open?.minutes]);
  const seats = board.value?.seats.length ?? 0;
  return (
    <main id="page">
      <Title>{say('workshop.attendance')}</Title>
      <p class="lead">{say('workshop.attendance.lead')}</p>
      <section class="card">
        {seats > 0 && <p class="soft">{sayCount('workshop.attendance.seats', seats)}</p>}
        <div class="pair">
          <div class="field">
            <label for="day">{say('workshop.attendance.day')}</label>
            <div class="box">
              <input
                id="day"
                type="date"
                value={counted.value.day}
                onInput={(event) => setDay(event.currentTarget.value)}
              />
            </div>
          </div>
          <CountBox
            id="people"
            label={say('workshop.attendance.people')}
            value={counted.value.people}
            onCount={setPeople}
          />
        </div>
      </section>
      <div class="tables">
        {tableNames.map((table) => (
          <Table key={table} table={table} />
        ))}
      </div>
      <section class="stack wide">
        <h2>{say('workshop.attendance.measure')}</h2>
        <p class="soft">{say('workshop.attendance.measure.lead')}</p>
        <div class="tables wide-tables">
          {momentNames.map((moment) => (
            <Measured key={moment} moment={moment} />
          ))}
        </div>
      </section>
      <Files />
    </main>
  );
}

function CountBox({
  id,
  label,
  value,
  onCount,
}: {
  id: string;
  label: string;
  value: number;
  onCount: (count: number) => void;
}) {
  return (
    <div class="field count-box">
      <label for={id}>{label}</label>
      <div class="box">
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min="0"
          max={maxPeople}
          step="1"
          placeholder="0"
          value={value === 0 ? '' : String(value)}
          onInput={(event) => onCount(countOf(event.currentTarget.value))}
        />
      </div>
    </div>
  );
}

function Table({ table }: { table: TableName }) {
  const counts: Readonly<Record<string, number>> = counted.value[table];
  const { people } = counted.value;
  const sum = sumOf(counts);
  return (
    <fieldset class="card" data-table={table}>
      <legend>
        <h2>{inLanguage(tableTitles[table])}</h2>
      </legend>
      {Object.entries(tables[table]).map(([row, label]) => (
        <CountBox
          key={row}
          id={`${table}-${row}`}
          label={inLanguage(label)}
          value={counts[row] ?? 0}
          onCount={(count) => setCount(table, row, count)}
        />
      ))}
      <p class={sum === people ? 'sum' : 'sum off'} data-sum={sum}>
        {say('workshop.attendance.sum', { n: sum, all: people })}
      </p>
    </fieldset>
  );
}

function Measured({ moment }: { moment: Moment }) {
  return (
    <fieldset class="card" data-moment={moment}>
      <legend>
        <h3>{inLanguage(moments[moment])}</h3>
      </legend>
      {questionNames.map((question) => (
        <Asked key={question} moment={moment} question={question} />
      ))}
    </fieldset>
  );
}

function Asked({ moment, question }: { moment: Moment; question: Question }) {
  const counts = counted.value.measure[moment][question];
  return (
    <fieldset class="asked">
      <legend>
        <b>{inLanguage(questions[question])}</b>
      </legend>
      <div class="four">
        {answerValues.map((answer: Answer) => (
          <CountBox
            key={answer}
            id={`${moment}-${question}-${answer}`}
            label={inLanguage(answers[answer])}
            value={counts[answer]}
            onCount={(count) => setAnswers(moment, question, answer, count)}
          />
        ))}
      </div>
      <p class="soft small">{say('workshop.attendance.sum-at-most', { n: sumOf(counts) })}</p>
    </fieldset>
  );
}

function Files() {
  const faults = countFaults(counted.value);
  const isSound = faults.length === 0;
  const save = (form: 'csv' | 'json') => {
    if (!isSound) return;
    const attendance = attendanceOf(counted.value, openingOf(board.value?.opening, draft.value));
    saveFile(
      {
        name: `atelier-${attendance.day}.${form}`,
        text: form === 'csv' ? attendanceCsv(attendance) : attendanceJson(attendance),
      },
      form === 'csv' ? 'text/csv' : 'application/json',
    );
  };
  return (
    <section class="card">
      <Note tone={isSound ? 'yes' : 'wait'}>
        <div role="status" data-faults={faults.length}>
          {isSound ? (
            <p>{say('workshop.attendance.sound')}</p>
          ) : (
            <ul class="stack tight">
              {faults.map((fault) => (
                <li key={fault.where}>{told(fault)}</li>
              ))}
            </ul>
          )}
        </div>
      </Note>
      <div class="acts">
        <Button act="save-csv" look="full" off={!isSound} onPress={() => save('csv')}>
          {say('workshop.attendance.csv')}
        </Button>
        <Button act="save-json" off={!isSound} onPress={() => save('json')}>
          {say('workshop.attendance.json')}
        </Button>
        <Clear />
      </div>
      <p class="soft small">{say('workshop.attendance.kept')}</p>
    </section>
  );
}

/** Two touches, because what was counted cannot be counted again. */
function Clear() {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <Button act="clear" look="gentle" onPress={() => setAsking(true)}>
        {say('workshop.attendance.clear')}
      </Button>
    );
  return (
    <div class="stack whole">
      <Note tone="stop" announce>
        <p>{say('workshop.attendance.clear.ask')}</p>
      </Note>
      <div class="twins">
        <Button act="clear-no" onPress={() => setAsking(false)}>
          {say('workshop.attendance.clear.no')}
        </Button>
        <Button
          act="clear-yes"
          look="stop"
          onPress={() => {
            clearCount();
            setAsking(false);
          }}
        >
          {say('workshop.attendance.clear')}
        </Button>
      </div>
    </div>
  );
}

function told(fault: CountFault): string {
  if (!('sum' in fault)) return say(`workshop.attendance.wrong.${fault.where}`);
  const { sum: n, people: all, where } = fault;
  const table = tableNames.find((name) => name === where);
  if (table !== undefined)
    return say('workshop.attendance.wrong.table', { where: inLanguage(tableTitles[table]), n, all });
  const [moment, question] = where.split('.') as [Moment, Question];
  const place = `${inLanguage(moments[moment])}, ${inLanguage(questions[question]).replace(/\.$/, '')}`;
  return say('workshop.attendance.wrong.measure', { where: place, n, all });
}
