import { type FactKey, factPlace } from '../../../../policy/fact.ts';

/** Records of a later version may name facts that this build does not know. */
export const isFactKey = (key: string): key is FactKey => factPlace(key) >= 0;
