/**
 * The parties of an exercise, in one program: the rules are the real ones, the desks do not exist, and nothing is kept.
 * `relay/exercise-city.ts` starts it anew for each exercise; it ends with the process that started it.
 */
import { bikeDesk } from '../bike-grant/service.ts';
import { fareDesk } from '../fare/service.ts';
import { type Running, runProgram } from '../program/run.ts';
import { routeDesk } from '../route-offers/service.ts';
import { bikeBoxes } from '../scoring/service.ts';
import { transportOperator } from '../transport-operator/service.ts';

const { RELAY = '', VIA = '', PORTS = '', HOST = '127.0.0.1' } = process.env;
const address = new URL(RELAY);
if (VIA !== '') callVia(address.origin, VIA);
const ports = PORTS.split(',').map(Number);

/** On the relay's own machine its address of the room may not lead anywhere; what is signed names that address all the same. */
function callVia(origin: string, via: string): void {
  const call = globalThis.fetch;
  globalThis.fetch = (input, options) => call(String(input).replace(origin, via), options);
}

/** What stands in a declaration or a result must be an address that could be real: this one leads nowhere. */
const nowhere = 'https://exercice.example';

/** The quickest to open first: the rules of the bike desk take a while to read. */
const desks = [
  fareDesk(`${nowhere}/#contest`),
  routeDesk(`${nowhere}/#contest`),
  bikeBoxes(nowhere),
  transportOperator,
  bikeDesk(`${nowhere}/#contest`),
];

const running: Running[] = [];
for (const [at, desk] of desks.entries()) {
  const port = ports[at];
  if (port === undefined) throw new TypeError('PORTS: expected a port for each desk');
  // The same host as the relay's: who reaches one from another device reaches all.
  const origin = `${address.protocol}//${address.hostname}:${port}`;
  running.push(
    await runProgram(
      desk,
      { realm: 'exercise', relay: address.origin, port, origin, host: HOST, dataDir: undefined },
      // What is said in an exercise is of no use to anybody.
      () => undefined,
    ),
  );
}
process.once(
  'SIGTERM',
  () => void Promise.all(running.map(({ close }) => close())).then(() => process.exit(0)),
);
