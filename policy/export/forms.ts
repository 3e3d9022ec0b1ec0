/** The forms in which a declaration can be taken away, by the names that stand in addresses. */
import { atrsRecord } from './atrs.ts';
import { citiesRecord } from './cities.ts';
import { linkedDeclaration } from './dpv.ts';
import { dutchRecord } from './dutch.ts';
import { explicitNotice } from './explicit-notice.ts';
import type { Published } from './published.ts';
import { registerCsv } from './register.ts';

export interface Exported {
  readonly type:
    | 'application/json'
    | 'application/ld+json'
    | 'text/csv; charset=utf-8'
    | 'text/plain; charset=utf-8';
  readonly text: string;
  /** How the name of a saved file ends. */
  readonly ending: 'json' | 'jsonld' | 'csv' | 'txt';
}

const pretty = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const json = (value: object): Exported => ({ type: 'application/json', text: pretty(value), ending: 'json' });

const makers = {
  atrs: (of) => json(atrsRecord(of)),
  dutch: (of) => json(dutchRecord(of)),
  cities: (of) => json(citiesRecord(of)),
  dpv: (of) => ({ type: 'application/ld+json', text: pretty(linkedDeclaration(of)), ending: 'jsonld' }),
  register: (of) => ({ type: 'text/csv; charset=utf-8', text: registerCsv([of]), ending: 'csv' }),
  notice: (of) => {
    const notice = explicitNotice(of);
    if (notice === null) return undefined;
    return { type: 'text/plain; charset=utf-8', text: `${notice.fr}\n\n${notice.en}\n`, ending: 'txt' };
  },
} as const satisfies Record<string, (of: Published) => Exported | undefined>;

export type ExportForm = keyof typeof makers;
export const exportForms = Object.keys(makers) as ExportForm[];
export const isExportForm = (name: string): name is ExportForm => Object.hasOwn(makers, name);

/** Undefined when this declaration has nothing to say in that form. */
export const exportAs = (form: ExportForm, of: Published): Exported | undefined => makers[form](of);
