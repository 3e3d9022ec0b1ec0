import type { CDPSession, Page } from 'playwright-core';

export interface Authenticator {
  /** The next touch fails, as when a resident closes the phone's own window. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  countPasskeys(): Promise<number>;
  remove(): Promise<void>;
}

/**
 * A phone's own authenticator, which says yes by itself. It belongs to this one page: it outlives a navigation and a
 * reload, and a second page of the same browser has none of its passkeys.
 */
export async function addAuthenticator(page: Page, { hasPrf = true } = {}): Promise<Authenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    refuse: async () => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    },
    accept: async () => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    },
    countPasskeys: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    remove: async () => {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      await session.detach();
    },
  };
}
