import type { Communes } from '../../../../policy/commune.ts';
import type { Place } from '../../../../policy/fact.ts';

let communes: Promise<Communes> | undefined;

async function readList(): Promise<Communes> {
  const [{ readCommunes }, list] = await Promise.all([
    import('../../../../policy/commune.ts'),
    import('../../communes.json', { with: { type: 'json' } }),
  ]);
  return readCommunes(list.default);
}

/** The whole list is on the phone: what is typed is looked up here and told to nobody. */
export async function findPlaces(start: string): Promise<readonly Place[]> {
  communes ??= readList();
  const [{ findCommune }, list] = await Promise.all([import('../../../../policy/commune.ts'), communes]);
  return findCommune(list, start, 6).map(({ code, name }) => ({ code, name }));
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
