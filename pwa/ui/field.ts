import type { FactKey, FactValue, Place } from '../../policy/fact.ts';

/** What stands in a field right now: a value, nothing, or something that is no value (yet). */
export type Standing = 'value' | 'nothing' | 'no-value';

export interface FieldProps {
  readonly name: FactKey;
  readonly value: FactValue | undefined;
  readonly onValue: (value: FactValue) => unknown;
  /** Tells what stands in the field, so that nothing is sent that is no longer on the screen. */
  readonly onStanding?: (standing: Standing) => void;
  /** Hidden where the screen shows the label itself. */
  readonly label?: string;
  /** In the place of « Choisir… », where nothing has to be chosen. */
  readonly none?: string;
  /** Finds communes by their first letters; given by the wallet, which keeps the list. */
  readonly findPlaces?: (start: string) => Promise<readonly Place[]>;
  /** Asks the phone where it is, for a visit. */
  readonly whereAmI?: () => Promise<{ lat: number; lon: number }>;
}
