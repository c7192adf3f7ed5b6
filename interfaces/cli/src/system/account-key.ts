import type { AccountKey } from '@istsi/bitcoin-custody';
import { CliError } from '../errors.ts';

const HARDENED = 0x80000000;

/** `[fingerprint/48h/0h/0h/2h]xpub…`, as a descriptor lists it (BIP-380). */
export const formatAccountKey = ({ xpub, origin }: AccountKey): string =>
  `[${[origin.fingerprint, ...origin.path.map((step) => `${step - HARDENED}h`)].join('/')}]${xpub}`;

export function parseAccountKey(text: string): AccountKey {
  const match = /^\[([0-9a-f]{8})((?:\/\d{1,10}h)+)\]([A-Za-z0-9]{100,120})$/.exec(text);
  const [, fingerprint, path, xpub] = match ?? [];
  if (!fingerprint || !path || !xpub) {
    const problem = 'expected [fingerprint/48h/…]xpub…, as `istsi signer account` prints it';
    throw new CliError('cli/bad-argument', { argument: `"${text.slice(0, 16)}…"`, problem });
  }
  const steps = path.slice(1).split('/');
  return { xpub, origin: { fingerprint, path: steps.map((step) => Number.parseInt(step, 10) + HARDENED) } };
}
