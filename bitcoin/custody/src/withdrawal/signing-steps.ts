import type { SigningAccount } from '../keys/account.ts';

/** The branch and index below this account's path, if the claim is about this account. */
export function stepsBelow(
  { fingerprint, path }: SigningAccount,
  claim: { fingerprint: number; path: readonly number[] },
): readonly number[] | undefined {
  const isOurs =
    claim.fingerprint === Number.parseInt(fingerprint, 16) &&
    claim.path.length === path.length + 2 &&
    path.every((step, i) => claim.path[i] === step);
  return isOurs ? claim.path.slice(path.length) : undefined;
}
