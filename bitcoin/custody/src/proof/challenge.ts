import { sha256 } from '#platform';
import { toDisplayHash } from '../block/hash.ts';
import type { Outpoint, TransactionOutput } from '../block/transaction.ts';
import { utf8ToBytes } from '../bytes.ts';

/** Before the message in what the challenge hashes (BIP-127). */
const PREFIX = 'Proof-of-Reserves: ';

/**
 * The outpoint that the first input of every proof transaction claims to spend (BIP-127): the hash of the message. No
 * transaction has that id, so the proof can never be mined, and nobody can pass it off as their own.
 */
export const proofChallenge = (message: string): Outpoint => ({
  txid: toDisplayHash(sha256(utf8ToBytes(PREFIX + message))),
  vout: 0,
});

/** Signatures cover what the challenge is assumed to hold: nothing, for anyone (OP_TRUE). */
export const CHALLENGE_OUTPUT: TransactionOutput = { amountSats: 0n, scriptPubKey: Uint8Array.of(0x51) };

export const CHALLENGE_SEQUENCE = 0xffffffff;
