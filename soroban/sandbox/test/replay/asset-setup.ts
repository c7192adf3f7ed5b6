import { Asset } from '@stellar/stellar-sdk';
import type { AccountEntry } from '../../src/host/boundary.ts';
import { type AssetTest, I64_MAX } from '../host/asset-test.ts';
import { keypairOf } from '../host/test-ledger.ts';

export const REQUIRED = 0x1;
export const REVOCABLE = 0x2;
export const CLAWBACK = 0x8;

export const AUTHORIZED_LINE = 0x1;
export const CLAWBACK_LINE = 0x4;

const ISSUER = keypairOf('issuer');
export const ISSUED = new Asset('aaaa', ISSUER.publicKey());
export const NATIVE = Asset.native();

/** One stroop more than a 64-bit balance holds is still a balance of a contract. */
export const MAX = I64_MAX;
export const I128_MAX = 2n ** 127n - 1n;

export function issuer(test: AssetTest, flags = REVOCABLE | CLAWBACK): void {
  test.account(ISSUER, 10_000_000n, { flags, signers: [{ key: ISSUER.publicKey(), weight: 100 }] });
}

export const issuerFlags = (flags: number) => (test: AssetTest) => issuer(test, flags);

export const sequence = (ledger: number) => (test: AssetTest) => {
  test.info.sequence = ledger;
};

/** An account with lumens; what it signs counts 100. */
export function funded(test: AssetTest, name: string, balance: bigint, changes: Partial<AccountEntry> = {}): void {
  const owner = keypairOf(name);
  test.account(owner, balance, { signers: [{ key: owner.publicKey(), weight: 100 }], ...changes });
}

/** Accounts that trust the asset, with no lumens. */
export function holders(test: AssetTest, ...names: string[]): void {
  for (const name of names) {
    test.account(keypairOf(name), 0n);
    test.trustline(keypairOf(name), ISSUED);
  }
}

/** The issuer and accounts that trust its asset. */
export const issuedTo =
  (...names: string[]) =>
  (test: AssetTest) => {
    issuer(test);
    holders(test, ...names);
  };
