import type { Keypair } from '@stellar/stellar-sdk';

/** An account of this system that takes tokens for withdrawals, from wallets that can sign nothing but a transfer. */
export interface InboxSettings {
  /** Of a registered identity of its own, with no other use: its tier bounds what its key can move, on chain. */
  key: Keypair;
  /** So much is asked of everybody together at a time, and no more: what is in the inbox is in one hand. */
  mostHeldSats: bigint;
  /** How long a wallet has to send what it was told to. */
  validForMs: number;
}

export const defaultInboxBounds = { mostHeldSats: 10_000_000n, validForMs: 60 * 60_000 } as const;
