import type { CallCost } from './ask-measurement.ts';

/** The most that an entry should cost, by contract and entry. */
export const GOALS: Readonly<Record<string, Partial<CallCost>>> = {
  'istsi-token.transfer': { instructions: 4_000_000 },
  'integration-router.execute_bitcoin_deposit': { instructions: 12_000_000, write_entries: 12 },
  'integration-router.execute_token_withdrawal': { instructions: 12_000_000 },
  'bitcoin-relay.submit (144 headers)': { instructions: 5_200_000, fee_stroops: 125_000 },
  'bitcoin-relay.prove_transaction': { instructions: 1_600_000 },
  'integration-router.execute_bitcoin_deposit (by proof)': { instructions: 11_300_000, write_entries: 12 },
  'istsi-token.transfer (busy)': { instructions: 4_500_000, write_bytes: 4_096 },
  'integration-router.execute_bitcoin_deposit (busy)': { instructions: 11_000_000 },
  'integration-router.execute_token_withdrawal (busy)': { instructions: 10_000_000 },
  'integration-router.execute_bitcoin_deposit (largest)': { instructions: 12_000_000 },
};

/** Bytes of Wasm: the network takes 128 KiB, we want half of that at most. */
export const WASM_GOAL = 64 * 1024;
