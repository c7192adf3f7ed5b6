import type { CDPSession, Page } from 'playwright-core';

/** As a phone's own: it keeps passkeys, and recognizes who is there. */
const PHONE = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** Something in the browser that makes and shows keys (WebAuthn), as a finger on it would. */
export interface Authenticator {
  session: CDPSession;
  authenticatorId: string;
  /** Whether it recognizes who is there; without that it does nothing. */
  recognize(isThere: boolean): Promise<void>;
  /** Those that it has lost are gone. */
  lose(): Promise<void>;
}

export async function installAuthenticator(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: PHONE });
  return {
    ...{ session, authenticatorId },
    async recognize(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async lose() {
      await session.send('WebAuthn.clearCredentials', { authenticatorId });
    },
  };
}
