// A room without internet: one laptop, phones on its network. What is open to that network is the exercise and the pages of
// the workshop, where nothing is true; the real relay and its wallet stay on this machine, because a phone on plain http has
// no keys, no passkey and no offline use (docs/operating.md).

import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { isPlainAddress } from '../../policy/read.ts';
import { joinLink } from '../../policy/workshop.ts';
import { textQr } from '../room/text-qr.ts';
import type { PlaceBeside, Settings } from '../settings.ts';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Every IPv4 address of this machine but its own loopback. */
const outside = (found: Interfaces): string[] =>
  Object.values(found)
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

/** Addresses of private networks (RFC 1918) that this machine has, those of home routers first. */
export function venueAddresses(found: Interfaces = networkInterfaces()): string[] {
  const addresses = outside(found).filter((address) => isPlainAddress(`http://${address}`));
  const rank = (address: string) => ['192', '10', '172'].indexOf(address.split('.')[0] ?? '');
  return [...new Set(addresses)].sort((left, right) => rank(left) - rank(right));
}

/** The same relay, with the exercise and the workshop open to the room. */
export function venueSettings(settings: Settings, address: string): Settings {
  const open = (place: PlaceBeside | undefined): PlaceBeside | undefined =>
    place && {
      port: place.port,
      origin: `http://${address}:${place.port}`,
      isDefault: false,
      host: '0.0.0.0',
    };
  return { ...settings, exercise: open(settings.exercise), workshop: open(settings.workshop) };
}

/** What is printed at the start: where to go, with drawings for the phones' cameras, and what runs where. */
export function venueText({ origin, exercise, workshop }: Settings, others: readonly string[]): string {
  const rows = [
    '',
    '  SALLE SANS INTERNET · A ROOM WITHOUT INTERNET',
    '',
    ...(workshop === undefined ? [] : [`  Animateur, tableau · Host, board        ${workshop.origin}`]),
    ...(exercise === undefined
      ? []
      : [
          `  Téléphones, exercice · Phones, exercise ${exercise.origin}`,
          '',
          ...textQr(exercise.origin)
            .split('\n')
            .map((line) => `    ${line}`),
          `  Le code de la salle · The room’s code    ${joinLink(exercise.origin, '…')}`,
        ]),
    ...(others.length === 0 ? [] : ['', `  Autres adresses · Other addresses        ${others.join('  ')}`]),
    '',
    '  Sur les téléphones, par ce réseau : l’exercice et le tableau, rien d’autre. Rien n’y est vrai.',
    `  Les actes réels : sur cet ordinateur (${origin}), sur le téléphone par son propre réseau, ou sur papier.`,
    '  On phones over this network: the exercise and the board, nothing else. Nothing is real there.',
    `  Real acts: on this laptop (${origin}), on the phone’s own connection, or on paper.`,
    '',
  ];
  return `${rows.join('\n')}\n`;
}

/** Addresses that are there and of no private network are named: who reads this looks for what is wrong with them. */
export function noNetwork(found: Interfaces = networkInterfaces()): string {
  const others = outside(found);
  const seen = others.length === 0 ? '' : ` (${others.join(', ')} : ni 10.*, ni 172.16–31.*, ni 192.168.*)`;
  const seenEn = others.length === 0 ? '' : ` (${others.join(', ')}: none of 10.*, 172.16–31.*, 192.168.*)`;
  return (
    `aucun réseau local${seen} : branchez l’ordinateur au réseau de la salle, ou ouvrez un point d’accès\n` +
    `no local network${seenEn}: join the room’s network, or open a hotspot\n`
  );
}
