import type { AddressOrigin } from '@istsi/bitcoin-custody';
import { base64 } from '@scure/base';

/**
 * With what a signer can check the reserve's books without having followed them: their history, which nobody can invent
 * because it hashes to the contract's commitment, and where each output's address lies, in the order of proofs.
 */
export interface ReserveEvidence {
  history: Uint8Array;
  origins: readonly AddressOrigin[];
}

/** As JSON carries it: origins are epoch, branch (1 is change) and index. */
export const encodeEvidence = ({ history, origins }: ReserveEvidence): object => ({
  history: base64.encode(history),
  origins: origins.map(encodeOrigin),
});

export const encodeOrigin = ({ epoch = 0, branch, index }: AddressOrigin): number[] => [
  epoch,
  branch === 'change' ? 1 : 0,
  index,
];

export function decodeEvidence(value: unknown): ReserveEvidence | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { history, origins } = value as { history?: unknown; origins?: unknown };
  if (typeof history !== 'string' || !Array.isArray(origins)) return undefined;
  const read = origins.map(readOrigin);
  if (!read.every((origin) => origin !== undefined)) return undefined;
  const bytes = decodeBase64(history);
  return bytes && { history: bytes, origins: read };
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}

export function readOrigin(value: unknown): AddressOrigin | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [epoch, branch, index] = value as unknown[];
  const isCount = (number: unknown): number is number => Number.isSafeInteger(number) && (number as number) >= 0;
  if (!isCount(epoch) || !isCount(index) || index > 0x7fffffff || (branch !== 0 && branch !== 1)) return undefined;
  return { epoch, index, ...(branch === 1 && { branch: 'change' as const }) };
}
