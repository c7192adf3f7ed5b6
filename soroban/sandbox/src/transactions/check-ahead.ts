import type { LedgerReader } from '../host/boundary.ts';
import { readAccount } from '../ledger/state.ts';
import type { Signature, Transaction } from './envelope.ts';
import { isEd25519Signature, verifyElsewhere } from './signatures.ts';

/**
 * Verifies signatures on other threads, so that closing the ledger, which has one, finds most of them verified: a
 * signature takes a quarter of the time of a small transaction. Never fails; what it does not foresee is verified later.
 */
export async function checkAhead(tx: Transaction, reader: LedgerReader): Promise<void> {
  const { inner, feeBump } = tx;
  await Promise.all([
    checkAll(inner.hash, inner.signatures, inner.source, reader),
    feeBump === undefined ? undefined : checkAll(feeBump.hash, feeBump.signatures, feeBump.source, reader),
  ]);
}

async function checkAll(
  hash: Buffer,
  signatures: readonly Signature[],
  source: string,
  reader: LedgerReader,
): Promise<void> {
  const keys = [source, ...(readAccount(reader, source)?.signers ?? []).map(({ key }) => key)];
  await Promise.all(
    signatures.map(async (signature) => {
      const key = keys.find((candidate) => isEd25519Signature(signature, candidate));
      if (key !== undefined) signature.checked.set(key, await verifyElsewhere(key, hash, signature.signature));
    }),
  );
}
