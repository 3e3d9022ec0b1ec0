// The parties of the `access` bench: a process of its own, so that asking is not counted as answering. Sends the calls
// of a file (one HTTP request after another, each behind its length) over so many kept connections, each waiting for its
// answer before the next.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [file = '', port = '', lanes = ''] = process.argv.slice(2);
const bytes = readFileSync(file);
let at = 0;

function next(): Buffer | undefined {
  if (at >= bytes.length) return undefined;
  const length = bytes.readUInt32BE(at);
  at += 4 + length;
  return bytes.subarray(at - length, at);
}

function lane(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    let held: Uint8Array = new Uint8Array();
    const send = () => {
      const call = next();
      if (call === undefined) {
        socket.end();
        resolve();
      } else socket.write(call);
    };
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('connect', send);
    socket.on('data', (part: Buffer) => {
      held = held.length === 0 ? part : Buffer.concat([held, part]);
      const whole = Buffer.from(held.buffer, held.byteOffset, held.length);
      const head = whole.indexOf('\r\n\r\n');
      if (head < 0) return;
      const text = whole.toString('latin1', 0, head).toLowerCase();
      const length = /\r\ncontent-length: (\d+)/.exec(text)?.[1];
      if (length === undefined || held.length < head + 4 + Number(length)) return;
      const body = whole.toString('latin1', head + 4);
      held = new Uint8Array();
      if (!text.startsWith('http/1.1 200') || body.includes('"decision":false')) {
        reject(new Error(`${text}\n\n${body.slice(0, 300)}`));
        socket.destroy();
      } else send();
    });
  });
}

await Promise.all(Array.from({ length: Number(lanes) }, lane));
