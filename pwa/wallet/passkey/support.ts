import { browserSupportsWebAuthn, platformAuthenticatorIsAvailable } from '@simplewebauthn/browser';
import { realmHere } from '../realm.ts';

/**
 * True only when a passkey kept on this device can be expected to give a secret. A browser that does not say whether
 * it has PRF counts as able: the second ceremony will tell, before anything is kept.
 */
export async function supportsPasskey(): Promise<boolean> {
  // An exercise leaves no passkey behind on a device.
  if (realmHere() === 'exercise') return false;
  if (globalThis.isSecureContext !== true || !browserSupportsWebAuthn()) return false;
  const capabilities = await readCapabilities();
  if (capabilities['extension:prf'] === false) return false;
  return capabilities['userVerifyingPlatformAuthenticator'] ?? (await platformAuthenticatorIsAvailable());
}

async function readCapabilities(): Promise<Record<string, boolean>> {
  const { PublicKeyCredential: credential } = globalThis;
  if (typeof credential.getClientCapabilities !== 'function') return {};
  try {
    return { ...((await credential.getClientCapabilities()) as Record<string, boolean>) };
  } catch {
    return {};
  }
}
