import type { ComponentChildren } from 'preact';
import { recordDigest } from '../../../crypto/hash.ts';
import { fitsSheet, splitForSheet } from '../../../policy/sheet.ts';
import { say } from '../../words/lookup.ts';
import { Mark } from '../mark.tsx';
import { Qr } from '../qr.tsx';
import { paperLetters, paperSize } from './print-choice.tsx';

/** One paper, whatever is on it: the mark, what it is, its content, and of which record it is the twin. */
export function Sheet({
  kind,
  title,
  record,
  place,
  children,
  tearOff,
}: {
  /** Stable name, for styles and tests. */
  readonly kind: string;
  readonly title: string;
  /** The signed record, as text, or several: they stand in the codes, and the beginning of their digests at the foot. */
  readonly record?: string | readonly string[] | null;
  /** Where the record stands in the log, in words. */
  readonly place?: string | null;
  readonly children: ComponentChildren;
  /** Below everything else: what is cut off and given back. */
  readonly tearOff?: ComponentChildren;
}) {
  const records = record == null ? [] : typeof record === 'string' ? [record] : record;
  return (
    <section
      class="sheet"
      data-sheet={kind}
      data-paper={paperSize.value}
      data-letters={paperLetters.value}
      aria-label={title}
    >
      <header>
        <h2>{title}</h2>
        <span>
          <Mark size={22} />
          <b>{say('app.name')}</b>
        </span>
      </header>
      {children}
      {records.length > 0 && (
        <>
          <Codes records={records} label={title} />
          <footer>
            {place != null && <p>{place}</p>}
            <p class="code">
              {say('sheet.number')} {records.map(numberOf).join(', ')}
            </p>
          </footer>
        </>
      )}
      {tearOff}
    </section>
  );
}

/** What a person reads out or compares: the beginning of the record's digest. */
export const numberOf = (record: string): string => recordDigest(record).slice(0, 8);

/** Each record as one square or several; read again by `joinSheet`, in any order. */
function Codes({ records, label }: { records: readonly string[]; label: string }) {
  const fitting = records.filter(fitsSheet);
  const codes = fitting.flatMap((record) => {
    const pieces = splitForSheet(record, recordDigest(record));
    return pieces.map((text, at) => ({
      text,
      place: pieces.length > 1 ? `${at + 1} / ${pieces.length}` : null,
    }));
  });
  return (
    <>
      {fitting.length < records.length && <p>{say('sheet.too-long')}</p>}
      {codes.length > 0 && <p class="soft small">{say(codes.length === 1 ? 'sheet.code' : 'sheet.codes')}</p>}
      <ul class="codes">
        {codes.map(({ text, place }, at) => (
          <li key={text}>
            <Qr text={text} label={`${label} ${at + 1}/${codes.length}`} />
            {place !== null && <span class="small">{place}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

export interface Row {
  readonly term: string;
  readonly said: ComponentChildren;
  readonly more?: ComponentChildren;
}

/** Who, what, why, until when: a label and what is said, one below the other, so that it holds in large letters. */
export const Rows = ({ rows }: { rows: readonly (Row | null)[] }) => (
  <dl class="sheet-rows">
    {rows.map(
      (row) =>
        row && (
          <div key={row.term}>
            <dt class="soft">{row.term}</dt>
            <dd>{row.said}</dd>
            {row.more && <dd class="soft">{row.more}</dd>}
          </div>
        ),
    )}
  </dl>
);

/** Boxes to tick by hand. */
export const Ticks = ({ said }: { said: readonly string[] }) => (
  <ul class="ticks">
    {said.map((text) => (
      <li key={text}>
        <span class="tick" aria-hidden="true" />
        {text}
      </li>
    ))}
  </ul>
);

/** Names one after the other, none of them cut in two. */
export const Names = ({ of }: { of: readonly string[] }) => (
  <ul class="ticks names">
    {of.map((name) => (
      <li key={name}>{name}</li>
    ))}
  </ul>
);

/** A question with its boxes on one line. */
export const Ask = ({ title, said }: { title: string; said: readonly string[] }) => (
  <div class="ask">
    <h3>{title}</h3>
    <Ticks said={said} />
  </div>
);

/** A line to write on. */
export const Write = ({ label, lines = 1 }: { label: string; lines?: number }) => (
  <div class="write">
    <span>{label}</span>
    {Array.from({ length: lines }, (_, at) => (
      <i key={at} />
    ))}
  </div>
);

/** Whoever signs by hand. */
export const Signed = ({ name = true }: { name?: boolean }) => (
  <>
    {name && <Write label={say('sheet.name')} />}
    <div class="signed">
      <Write label={say('sheet.day')} />
      <Write label={say('sheet.sign')} />
    </div>
  </>
);
