import { findAccount, isSignedBy, type Network } from '@istsi/soroban-client';
import { Keypair, StrKey, WebAuth } from '@stellar/stellar-sdk';
import type { RoleName } from './roles.ts';

/** How a person of the system shows who they are: their wallet signs a transaction that can never happen (SEP-10's challenge). */
export interface SignIn {
  challenge(account: string, domain: string): SignInChallenge;
  /** Once for each challenge. */
  admit(envelope: string, domain: string): Promise<Admission>;
}

export interface SignInChallenge {
  /** base64 XDR, to be signed by the account. */
  envelope: string;
  networkPassphrase: string;
  expiresAt: Date;
}

export type Admission =
  | { ok: true; account: string; roles: RoleName[] }
  | { ok: false; why: 'no-challenge' | 'used' | 'not-signed' | 'no-role'; detail: string };

const VALID_SECONDS = 300;
/** More people than this do not sign in within five minutes; what is over is refused, not forgotten. */
const MOST_USED = 10_000;

/**
 * The server's key lives as long as this process: a challenge of another one is none. A challenge that was used is
 * remembered until it ends by itself.
 */
export function createSignIn(options: {
  network: Network;
  rolesOf: (account: string) => Promise<RoleName[]>;
  now?: () => number;
}): SignIn {
  const { network, rolesOf, now = Date.now } = options;
  const { networkPassphrase } = network;
  const server = Keypair.random();
  const used = new Map<string, number>();

  function forgetEnded(): void {
    for (const [hash, until] of used) if (until <= now()) used.delete(hash);
  }

  return {
    challenge(account, domain) {
      const envelope = WebAuth.buildChallengeTx(server, account, domain, VALID_SECONDS, networkPassphrase, domain);
      return { envelope, networkPassphrase, expiresAt: new Date(now() + VALID_SECONDS * 1000) };
    },
    async admit(envelope, domain) {
      const read = readChallenge(envelope, server.publicKey(), networkPassphrase, domain);
      if (!read) return refused('no-challenge', 'it is no challenge of this server, or its five minutes are over');
      const { tx, clientAccountID: account } = read;
      const hash = tx.hash();
      if (!(await isSignedByHolder(network, account, hash, tx.signatures)))
        return refused('not-signed', `${account} did not sign it with enough weight`);
      forgetEnded();
      const key = Buffer.from(hash).toString('hex');
      // No await between the look and the note: of two at the same moment one is admitted.
      if (used.has(key) || used.size >= MOST_USED) return refused('used', 'this challenge was used before');
      used.set(key, now() + 2 * VALID_SECONDS * 1000);
      const roles = await rolesOf(account);
      if (roles.length === 0) return refused('no-role', `${account} has no role in the router`);
      return { ok: true, account, roles };
    },
  };
}

const refused = (why: Extract<Admission, { ok: false }>['why'], detail: string): Admission => ({
  ok: false,
  why,
  detail,
});

function readChallenge(envelope: string, server: string, networkPassphrase: string, domain: string) {
  try {
    const read = WebAuth.readChallengeTx(envelope, server, networkPassphrase, domain, domain);
    return StrKey.isValidEd25519PublicKey(read.clientAccountID) ? read : undefined;
  } catch {
    // Whatever it is, it is not what this server asked to be signed.
    return undefined;
  }
}

async function isSignedByHolder(
  network: Network,
  account: string,
  hash: Uint8Array,
  signatures: Parameters<typeof isSignedBy>[2],
): Promise<boolean> {
  // An account that the network does not have yet is its own key's.
  const unknown = { signers: [{ address: account, weight: 1 }], threshold: 1 };
  return isSignedBy((await findAccount(network, account)) ?? unknown, hash, signatures);
}
