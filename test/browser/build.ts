import { ensureWallet } from '../../relay/commands/wallet-build.ts';

/** Once, before the first city is opened: two that start at the same time would build into the same folder. */
export const setup = (): Promise<void> => ensureWallet();
