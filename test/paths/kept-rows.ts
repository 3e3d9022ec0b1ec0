import type { DatabaseSync } from 'node:sqlite';

/** One value that a relay keeps about one mailbox, and where it stands. */
export interface KeptRow {
  readonly mailbox: string;
  readonly table: string;
  readonly column: string;
  readonly value: string;
}

/** Every value of every column of every table, inside records too, that stands beside the name of a mailbox. */
export function rowsOf(database: DatabaseSync): KeptRow[] {
  return tablesOf(database).flatMap(({ table, rows }) =>
    rows.flatMap((row) => valuesOf(table, named(database, row))),
  );
}

/** The acts of a thread stand beside its name, and so beside that of its mailbox. */
function named(database: DatabaseSync, row: Record<string, unknown>): Record<string, unknown> {
  if (typeof row['thread'] !== 'string') return row;
  const of = database.prepare('SELECT mailbox FROM thread WHERE id = ?').get(row['thread']);
  return { ...row, mailbox: of?.['mailbox'] };
}

/** Every value there is, whomever it is about. */
export function everyValue(database: DatabaseSync): string[] {
  const leaves = tablesOf(database).flatMap(({ rows }) =>
    rows.flatMap((row) => Object.entries(row).flatMap(([column, value]) => leavesOf(column, value))),
  );
  return [...new Set(leaves.map(({ value }) => value))];
}

function tablesOf(database: DatabaseSync): { table: string; rows: Record<string, unknown>[] }[] {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  return tables.map(({ name }) => {
    const table = String(name);
    const isRowless = database.prepare('SELECT wr FROM pragma_table_list(?)').get(table)?.['wr'] === 1;
    const rowNumber = isRowless ? '' : `rowid AS row_of_${table}, `;
    return { table, rows: database.prepare(`SELECT ${rowNumber}* FROM "${table}"`).all() };
  });
}

function valuesOf(table: string, row: Record<string, unknown>): KeptRow[] {
  const leaves = Object.entries(row).flatMap(([column, value]) => leavesOf(column, value));
  // A call of a party is about many mailboxes: each of its items and answers is about one.
  const mailboxes = new Set(leaves.filter(({ column }) => isName(column)).map(({ value }) => value));
  if (mailboxes.size > 1)
    return Object.entries(row).flatMap(([column, value]) => partsOf(table, column, value));
  return [...mailboxes].flatMap((mailbox) => leaves.map((leaf) => ({ mailbox, table, ...leaf })));
}

const isName = (column: string): boolean => /(?:^|\.)mailbox$/.test(column) || column.endsWith('resource.id');

function partsOf(table: string, column: string, value: unknown): KeptRow[] {
  const list = typeof value === 'string' ? parsed(value) : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((part: unknown) => valuesOf(table, { [column]: JSON.stringify(part) }));
}

interface Leaf {
  readonly column: string;
  readonly value: string;
}

function leavesOf(column: string, value: unknown): Leaf[] {
  if (value === null || value === undefined) return [];
  if (value instanceof Uint8Array) return [{ column, value: Buffer.from(value).toString('base64url') }];
  if (Array.isArray(value)) return value.flatMap((entry) => leavesOf(column, entry));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(`${column}.${name}`, inner));
  const text = String(value);
  const [line = '', ...rest] = text.split('\n');
  const record = typeof value === 'string' ? parsed(line) : undefined;
  if (typeof record !== 'object' || record === null) return [{ column, value: text }];
  return [...leavesOf(column, record), ...rest.map((proof) => ({ column: `${column}.proof`, value: proof }))];
}

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What may be the same in two mailboxes, and why that tells nothing; by the last name of the column. */
const constants: readonly (readonly [columns: RegExp, reason: string])[] = [
  [/^(?:v|type|status|is_live|is_dropped|is_stopped|isOnce)$/, 'words and switches of the protocol'],
  [/^(?:version|epoch|n|envelopeN|seq|count|position|uses|window|windowUses)$/, 'counters, by grant'],
  [
    /^(?:purpose|actions|key|precision|factBits)$/,
    'words of the public lists, chosen by the party that asks',
  ],
  [/^days$/, 'one of the four periods'],
  [/^(?:maxAgeMs|maxUses|windowMs)$/, 'promises of a public declaration'],
  [/^sealKeyId$/, 'what a party calls its own key'],
  [/^engine$/, 'what a party calculates with'],
  [
    /^(?:kind|act|what|reason|outcome|nextStep|is_awaiting|is_opener)$/,
    'codes of the public lists of threads',
  ],
];
/** Wallets cut the time of a receipt to the day: thousands share it. */
const isDay = (value: string): boolean => value.endsWith('T00:00:00Z');
/** Shorter values are alike by chance; in the same column they still count. */
const longEnough = 8;

export function commonValues(rows: readonly KeptRow[], one: string, other: string): string[] {
  const nameOf = ({ column }: KeptRow) => column.split('.').at(-1) ?? '';
  const of = (mailbox: string) =>
    rows.filter(
      (row) =>
        row.mailbox === mailbox &&
        !isDay(row.value) &&
        !constants.some(([columns]) => columns.test(nameOf(row))),
    );
  const theirs = of(other);
  const places = new Set(theirs.map((row) => `${nameOf(row)}: ${row.value}`));
  const values = new Set(theirs.map(({ value }) => value).filter(({ length }) => length >= longEnough));
  const common = of(one).filter((row) => values.has(row.value) || places.has(`${nameOf(row)}: ${row.value}`));
  return [...new Set(common.map(({ table, column, value }) => `${table} ${column}: ${value}`))];
}
