import { type InclusionProof, verifyInclusion } from '@istsi/bitcoin-custody/verify';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { Hash, Sats, type Statement } from './statement.ts';

const Nonce = z.string().regex(/^[0-9a-f]{32}$/);

/** What one account's owner gets: the account, and the way from it to the root in the published statement. */
export const InclusionFile = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1),
  balance_sats: Sats,
  nonce: Nonce,
  index: z.int().min(0),
  siblings: z.array(z.strictObject({ hash: Hash, sum_sats: Sats })),
});
export type InclusionFile = z.output<typeof InclusionFile>;

export const inclusionFile = ({ id, balanceSats, nonce, index, siblings }: InclusionProof): InclusionFile => ({
  ...{ version: 1, id, balance_sats: String(balanceSats), nonce: bytesToHex(nonce), index },
  siblings: siblings.map(({ hash, sumSats }) => ({
    hash: bytesToHex(hash),
    sum_sats: String(sumSats),
  })),
});

export type AccountCheck =
  | { ok: true; id: string; balanceSats: bigint; sumSats: bigint; accounts: number }
  /** `malformed`: it is no such file. `nothing-owed`: the statement knows no balances off chain. `not-in-it`: it leads elsewhere. */
  | { ok: false; why: 'malformed' | 'nothing-owed' | 'not-in-it'; reason: string };

/** Whether an account is part of what a statement says is owed off chain. */
export function verifyAccount(text: string, { liabilities }: Statement): AccountCheck {
  const file = readInclusionFile(text);
  if (!file) return { ok: false, why: 'malformed', reason: 'it is not a proof of an account, version 1' };
  const { off_chain: published } = liabilities;
  if (!published)
    return {
      ...{ ok: false, why: 'nothing-owed' },
      reason: 'the statement says that nothing is owed off chain, so this account is not in it',
    };
  const { id, index, siblings } = file;
  const [balanceSats, sumSats] = [BigInt(file.balance_sats), BigInt(published.sum_sats)];
  const proof: InclusionProof = {
    ...{ id, balanceSats, nonce: hexToBytes(file.nonce), index },
    siblings: siblings.map(({ hash, sum_sats }) => ({ hash: hexToBytes(hash), sumSats: BigInt(sum_sats) })),
  };
  const check = verifyInclusion(proof, { root: published.root, sumSats, accounts: published.accounts });
  return check.ok
    ? { ok: true, id, balanceSats, sumSats, accounts: published.accounts }
    : { ok: false, why: 'not-in-it', reason: check.reason };
}

function readInclusionFile(text: string): InclusionFile | undefined {
  try {
    return InclusionFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
