import { type BitcoinRpc, isCustodyError, type Network, networks } from '@istsi/bitcoin-custody';
import { type Mismatch, type ReadFile, readPublished } from './read-published.ts';
import type { Statement } from './statement.ts';
import { type BitcoinFacts, verifyBitcoin } from './verify-bitcoin.ts';
import { verifyFiles } from './verify-files.ts';
import { type StellarFacts, type StellarSource, verifyStellar } from './verify-stellar.ts';

export interface VerifyReservesOptions {
  /** The published files, by name. */
  read: ReadFile;
  /** The verifier's own node, on the network that the proof names. */
  bitcoin: (network: Network) => BitcoinRpc;
  stellar: StellarSource;
  /** The contracts that the verifier means, where they are known beforehand. */
  expected?: { reserve?: string; token?: string };
}

export interface Verification {
  /** Empty if everything that can be checked is as it should be. */
  mismatches: readonly Mismatch[];
  /** What was found, as far as it was reached. */
  statement: Statement | undefined;
  bitcoin: BitcoinFacts | undefined;
  stellar: StellarFacts | undefined;
}

/**
 * Recomputes a proof of reserves as a stranger would, from the published files, a Bitcoin node and a Stellar RPC. It
 * goes on after a mismatch, so that each is named. A node out of reach is an error, not a mismatch.
 */
export async function verifyReserves(options: VerifyReservesOptions): Promise<Verification> {
  const { proof, mismatches: unread } = await readPublished(options.read);
  if (!proof) return { mismatches: unread, statement: undefined, bitcoin: undefined, stellar: undefined };
  const { statement } = proof;
  const onStellar = await verifyStellar(statement, options.stellar);
  const rpc = options.bitcoin(networks[statement.bitcoin.network]);
  const onBitcoin = await verifyBitcoin(proof, rpc).catch((error: unknown) => {
    if (!isCustodyError(error, 'bitcoin/wrong-chain')) throw error;
    const mismatch: Mismatch = { code: 'network', message: error.message };
    return { mismatches: [mismatch], facts: undefined };
  });
  const mismatches = [
    ...unread,
    ...verifyFiles(proof),
    ...expectedMismatches(statement, options.expected),
    ...onStellar.mismatches,
    ...onBitcoin.mismatches,
  ];
  return { mismatches, statement, bitcoin: onBitcoin.facts, stellar: onStellar.facts };
}

function expectedMismatches({ stellar }: Statement, expected: VerifyReservesOptions['expected'] = {}): Mismatch[] {
  return (['reserve', 'token'] as const).flatMap((name) =>
    expected[name] === undefined || expected[name] === stellar[name]
      ? []
      : [{ code: 'contract' as const, message: `the proof is about ${name} ${stellar[name]}, not ${expected[name]}` }],
  );
}
