import { type Communes, findCommune, readCommunes } from '../../../../policy/commune.ts';
import type { Place } from '../../../../policy/fact.ts';

let communes: Promise<Communes> | undefined;

async function readList(): Promise<Communes> {
  const list = await import('../../communes.json', { with: { type: 'json' } });
  return readCommunes(list.default);
}

/** The whole list is on the phone: what is typed is looked up here and told to nobody. */
export async function findPlaces(start: string): Promise<readonly Place[]> {
  communes ??= readList();
  return findCommune(await communes, start, 6).map(({ code, name }) => ({ code, name }));
}

/** Asked of the phone only at the tap, and kept as one visit. */
export function whereAmI(): Promise<{ lat: number; lon: number }> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude }),
      reject,
      { timeout: 15_000, enableHighAccuracy: true },
    );
  });
}
