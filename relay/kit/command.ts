/**
 * A party's desk on the command line, until there is one with a screen: its keys lie in a folder, everything else is the kit.
 *
 *   DATA_DIR=data/my-city RELAY=https://relais.example npm run party -- declare declaration.json
 *
 * Ends with 0 when it is done, 1 when the relay refused or was not there, 2 when something is missing in what was given,
 * 64 when the call itself was not understood.
 */
import { pathToFileURL } from 'node:url';
import { PolicyFault } from '../../policy/fault.ts';
import { closeSelf } from './command-close.ts';
import { listConditionGrants, publishCondition } from './command-condition.ts';
import { declare, importRecord, newParty, notice, publishRules } from './command-declare.ts';
import { answer, exportGrants, listThreads, listUndelivered, state } from './command-hold.ts';
import { paperGrant } from './command-paper.ts';
import { followUp, publishStudy } from './command-study.ts';
import { draft } from './command-version.ts';
import type { Desk } from './desk.ts';
import { KitFault } from './fault.ts';
import { Unfit } from './unfit.ts';

interface Command {
  readonly takes: string;
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly run: (desk: Desk, args: readonly string[]) => Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  new: {
    takes: 'ABOUT',
    what: 'make the keys of a party, and make it known',
    least: 1,
    most: 1,
    run: newParty,
  },
  declare: {
    takes: 'FILE [--yes]',
    what: 'check, sign and publish a declaration; tells first what a later version does',
    least: 1,
    most: 1,
    run: declare,
  },
  draft: {
    takes: 'DIGEST [FILE]',
    what: 'the newest version of a declaration, as a file to edit',
    least: 1,
    most: 2,
    run: draft,
  },
  'publish-rules': {
    takes: 'RULES CASES',
    what: 'publish compiled rules with the cases that must hold',
    least: 2,
    most: 2,
    run: publishRules,
  },
  study: {
    takes: 'DRAFT [--yes]',
    what: 'sign and publish a study; nobody is asked before both aggregators have taken it on',
    least: 1,
    most: 1,
    run: publishStudy,
  },
  'follow-up': {
    takes: 'STUDY FILE [URL]',
    what: 'tell what became of a study, once its numbers are out',
    least: 2,
    most: 3,
    run: followUp,
  },
  condition: {
    takes: 'FILE',
    what: 'ask a district together: « yes, if at least X »',
    least: 1,
    most: 1,
    run: publishCondition,
  },
  'paper-grant': {
    takes: 'LINK FACTS SCAN [DAYS [see]]',
    what: 'a yes on paper at a counter; writes the slip with its stop code',
    least: 3,
    most: 5,
    run: paperGrant,
  },
  'condition-grants': {
    takes: 'DIGEST',
    what: 'whether it is met, and then the agreements that came of it',
    least: 1,
    most: 1,
    run: listConditionGrants,
  },
  threads: {
    takes: '[all]',
    what: 'list what people have asked, and until when to answer',
    least: 0,
    most: 1,
    run: listThreads,
  },
  answer: {
    takes: 'THREAD FILE',
    what: 'answer a thread, or take its next step',
    least: 2,
    most: 2,
    run: answer,
  },
  undelivered: {
    takes: '',
    what: 'list the results that nobody said to have received, to be told another way',
    least: 0,
    most: 0,
    run: listUndelivered,
  },
  statement: {
    takes: 'YYYY-MM',
    what: 'sign how far each agreement went in a month',
    least: 1,
    most: 1,
    run: state,
  },
  export: {
    takes: '',
    what: 'everything held in common with residents, as one file',
    least: 0,
    most: 0,
    run: exportGrants,
  },
  close: {
    takes: 'DAY [--yes]',
    what: 'close this party for good, today: all its agreements end',
    least: 1,
    most: 1,
    run: closeSelf,
  },
  notice: {
    takes: 'FILE',
    what: 'the mention that French law wants on decisions',
    least: 1,
    most: 1,
    run: notice,
  },
  import: {
    takes: 'FILE',
    what: 'a draft from a Dutch or UK register’s record',
    least: 1,
    most: 1,
    run: importRecord,
  },
};

function usage(): string {
  const rows = Object.entries(commands).map(
    ([name, { takes, what }]) => [`${name} ${takes}`.trim(), what] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    'npm run party -- COMMAND',
    '',
    ...rows.map(([left, what]) => `  ${left.padEnd(width)}  ${what}`),
    '',
    'DATA_DIR: the folder with the keys (data/party). RELAY: address of the relay (http://localhost:8787).',
  ].join('\n');
}

export async function runParty(args: readonly string[], desk: Desk): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const mayBeSure = command?.takes.includes('--yes') ?? false;
  const given = rest.filter((arg) => !mayBeSure || arg !== '--yes').length;
  if (command === undefined || given < command.least || given > command.most) {
    if (name !== '' && name !== 'help') {
      desk.note(command === undefined ? `no command \`${name}\`` : `expected: ${name} ${command.takes}`);
    }
    desk.note(usage());
    return name === 'help' ? 0 : 64;
  }
  try {
    await command.run(desk, rest);
    return 0;
  } catch (cause) {
    return told(cause, desk);
  }
}

/** Never a stack, never a value: what is expected, and the list of what is missing. */
function told(cause: unknown, desk: Desk): number {
  if (cause instanceof Unfit || cause instanceof KitFault) {
    desk.note(cause instanceof KitFault ? `refused (${cause.code}): ${cause.message}` : cause.message);
    for (const { field, why, standard } of cause.gaps)
      desk.note(`  ${field}: ${why[desk.lang]} (${standard})`);
    return cause instanceof Unfit || cause.gaps.length > 0 ? 2 : 1;
  }
  if (cause instanceof PolicyFault) {
    desk.note(`not as it should be: ${cause.message}`);
    return 2;
  }
  throw cause;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { DATA_DIR = 'data/party', RELAY = 'http://localhost:8787', LANG = 'fr' } = process.env;
  process.exitCode = await runParty(process.argv.slice(2), {
    dataDir: DATA_DIR,
    relay: RELAY.replace(/\/$/, ''),
    lang: LANG.startsWith('en') ? 'en' : 'fr',
    say: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    fetch: globalThis.fetch,
    now: Date.now,
  });
}
