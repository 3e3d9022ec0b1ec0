import type { Study } from '../../../policy/study.ts';

export const licenceAddress: Readonly<Record<Study['licence'], string>> = {
  'etalab-2.0': 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'ODbL-1.0': 'https://opendatacommons.org/licenses/odbl/1-0/',
};

export const licenceName: Readonly<Record<Study['licence'], string>> = {
  'etalab-2.0': 'Licence Ouverte / Open Licence 2.0 (Etalab)',
  'CC-BY-4.0': 'Creative Commons BY 4.0',
  'ODbL-1.0': 'Open Database License 1.0',
};
