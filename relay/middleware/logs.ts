// One JSON object per line, written in batches so that a busy access door does not wait for a terminal. A line says
// which door, how it ended and how long it took; never a query, a body, an address, a user agent, a mailbox.

export interface LogLine {
  at: string;
  event: 'call' | 'start' | 'stop' | 'fault' | 'witness' | 'research' | 'workshop' | 'exercise' | 'study';
  method?: string;
  route?: string;
  status?: number;
  ms?: number;
  code?: string;
  text?: string;
}

export interface Logs {
  write(line: LogLine): void;
  /** Writes what waits; call before the process ends. */
  flush(): void;
}

/** Past this many lines a batch is written at once, so that a burst cannot fill the memory. */
const batchLines = 500;
const batchMs = 200;

export function openLogs(print: (text: string) => void): Logs {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const text = `${waiting.join('\n')}\n`;
    waiting = [];
    print(text);
  };
  return {
    write(line) {
      waiting.push(JSON.stringify(line));
      if (waiting.length >= batchLines) flush();
      else timer ??= setTimeout(flush, batchMs).unref();
    },
    flush,
  };
}
