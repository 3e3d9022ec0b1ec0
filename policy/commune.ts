/**
 * From what a resident types to the commune, and from its code to what rules ask about a place: EPCI, département,
 * région. The list is an argument; it is loaded whole, because asking a server for a part would tell where one lives.
 *
 * Listed are the communes in whose territory some rule has something to say, and the larger ones. For any other
 * commune the département says the same to the rules, and is offered in its place.
 */
import { PolicyFault } from './fault.ts';

/** The file `communes.json`: per département, columns of the same length, because columns compress best. */
export interface CommuneList {
  readonly departments: readonly {
    readonly code: string;
    readonly name: string;
    readonly region: string;
    /** EPCI names that rules know; the others make no difference. */
    readonly epcis: readonly string[];
    /** Names, separated by `;`, in the order of their codes. */
    readonly names: string;
    /** For each name, how far its number in the département is from the one before; separated by spaces. */
    readonly steps: string;
    /** For each name, the place of its EPCI in `epcis` plus one, or 0; one base-36 character each. */
    readonly epciOf: string;
  }[];
}

export interface Commune {
  /** `commune`: five characters. `department`: « another commune of this département ». */
  readonly kind: 'commune' | 'department';
  readonly code: string;
  readonly name: string;
  readonly department: string;
  readonly departmentName: string;
  readonly region: string;
  readonly epci: string | null;
}

export interface Communes {
  readonly byCode: ReadonlyMap<string, Commune>;
  readonly words: readonly { readonly folded: string; readonly commune: Commune }[];
}

const refuse = (): never => {
  throw new PolicyFault('fact-invalid', 'expected a list of communes');
};

export function readCommunes(list: CommuneList): Communes {
  const byCode = new Map<string, Commune>();
  for (const { code, name, region, epcis, names, steps, epciOf } of list.departments) {
    const place = { department: code, departmentName: name, region };
    byCode.set(code, { kind: 'department', code, name, epci: null, ...place });
    const each = names === '' ? [] : names.split(';');
    const step = steps.split(' ').map(Number);
    if (each.length !== epciOf.length || (each.length > 0 && step.length !== each.length)) refuse();
    let number = 0;
    each.forEach((communeName, at) => {
      number += step[at] ?? refuse();
      const epci = epcis[Number.parseInt(epciOf[at] ?? '0', 36) - 1] ?? null;
      const communeCode = code + String(number).padStart(5 - code.length, '0');
      byCode.set(communeCode, { kind: 'commune', code: communeCode, name: communeName, epci, ...place });
    });
  }
  const words = [...byCode.values()].map((commune) => ({ folded: fold(commune.name), commune }));
  return { byCode, words };
}

/** Accents, case, hyphens and « St » must not keep anyone from finding home. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/\bste?\b/g, (word) => (word === 'st' ? 'saint' : 'sainte'));
}

export function placeOf(communes: Communes, code: string): Commune | undefined {
  return communes.byCode.get(code);
}

/** Best first: the very name, then names that begin so, then names with a word that does; at most `limit`. */
export function findCommune(communes: Communes, text: string, limit = 8): readonly Commune[] {
  const wanted = fold(text);
  if (wanted === '') return [];
  if (/^\d|^2[ab]\d*$/.test(wanted)) return findByNumber(communes, wanted.replaceAll(' ', ''), limit);
  const found: { commune: Commune; rank: number }[] = [];
  for (const { folded, commune } of communes.words) {
    const rank = rankOf(folded, wanted, commune.kind);
    if (rank >= 0) found.push({ commune, rank });
  }
  found.sort((a, b) => a.rank - b.rank || compareNames(a.commune, b.commune));
  return found.slice(0, limit).map(({ commune }) => commune);
}

const compareNames = (a: Commune, b: Commune) =>
  a.name.length - b.name.length ||
  (a.name < b.name ? -1 : Number(a.name > b.name)) ||
  (a.code < b.code ? -1 : 1);

function rankOf(folded: string, wanted: string, kind: Commune['kind']): number {
  // A département comes after the communes of the same name, so that « Paris » is the city.
  const later = kind === 'department' ? 1 : 0;
  if (folded === wanted) return later;
  if (folded.startsWith(wanted)) return 2 + later;
  return ` ${folded}`.includes(` ${wanted}`) ? 4 + later : -1;
}

/** An INSEE code gives its commune; the start of a postal code gives the département. */
function findByNumber(communes: Communes, wanted: string, limit: number): readonly Commune[] {
  const upper = wanted.toUpperCase();
  const found: Commune[] = [];
  const exact = communes.byCode.get(upper);
  if (exact !== undefined) found.push(exact);
  const start = upper.startsWith('97') ? upper.slice(0, 3) : upper.slice(0, 2);
  for (const code of start === '20' ? ['2A', '2B'] : [start]) {
    const department = communes.byCode.get(code);
    if (department !== undefined && department !== exact) found.push(department);
  }
  return found.slice(0, limit);
}
