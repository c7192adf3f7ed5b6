import { networkNames } from '@istsi/bitcoin-custody/verify';
import type { ProofOfReserves } from '@istsi/contracts/clients/reserve-manager';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

/** Satoshis, as text: JSON's numbers lose them above 2^53. */
export const Sats = z.string().regex(/^(0|[1-9]\d{0,18})$/);
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
export const BitcoinNetwork = z.enum(networkNames);
export const Height = z.int().min(0).max(0xffff_ffff);

/** Balances that are owed off chain: the root of a merkle-sum tree (see the README of @istsi/bitcoin-custody). */
export const OffChainLiabilities = z.strictObject({ accounts: z.int().min(1), sum_sats: Sats, root: Hash });
export type OffChainLiabilities = z.output<typeof OffChainLiabilities>;

/**
 * What a proof of reserves states. The custody's quorum signs a message that commits to all of it, so that no field can be
 * changed afterwards.
 */
export const Statement = z.strictObject({
  version: z.literal(1),
  bitcoin: z.strictObject({ network: BitcoinNetwork, height: Height, block: Hash }),
  stellar: z.strictObject({
    network_passphrase: z.string().min(1).max(200),
    ledger: z.int().min(1),
    /** Close time of the ledger, Unix seconds. */
    timestamp: z.int().min(0),
    reserve: z.string().regex(/^C[A-Z2-7]{55}$/),
    token: z.string().regex(/^C[A-Z2-7]{55}$/),
  }),
  reserves: z.strictObject({
    outputs: z.int().min(0),
    total_sats: Sats,
    /** Number of the custodians' epoch on Stellar, from 1. */
    epoch: z.int().min(1),
    /** The contract's commitment to every change of its set of outputs. */
    utxo_commitment: Hash,
    /** Of the files outputs.json and history.json. */
    outputs_sha256: Hash,
    history_sha256: Hash,
  }),
  liabilities: z.strictObject({
    supply_sats: Sats,
    /** To withdrawals that are neither paid nor refunded, and for fees. */
    owed_sats: Sats,
    off_chain: OffChainLiabilities.nullable(),
  }),
  /** As the contract computes it: reserves that are not owed against supply; 10000 = 100 %. */
  reserve_ratio_bps: Sats,
  /** Where the files are published; empty for a proof that is handed out otherwise. */
  published_at: z.string().max(500),
});
export type Statement = z.output<typeof Statement>;

export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The one way in which a published object is written. Keys come in the order of their schema. */
export const canonicalText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * What the quorum signs with every coin (BIP-127): what matters, for whoever reads it on a signing device, and the hash of
 * the whole statement.
 */
export function statementMessage(statement: Statement): string {
  const { bitcoin, stellar, reserves, liabilities } = statement;
  const { off_chain } = liabilities;
  const owedOffChain = off_chain
    ? `${off_chain.sum_sats} sat over ${off_chain.accounts} accounts, root ${off_chain.root}`
    : 'nothing';
  return [
    'iSTSi proof of reserves 1',
    `bitcoin ${bitcoin.network} block ${bitcoin.height} ${bitcoin.block}`,
    `reserves ${reserves.total_sats} sat in ${reserves.outputs} outputs ${reserves.outputs_sha256}`,
    `stellar ledger ${stellar.ledger} reserve ${stellar.reserve} commitment ${reserves.utxo_commitment}`,
    `token ${stellar.token} supply ${liabilities.supply_sats} sat, owed ${liabilities.owed_sats} sat`,
    `owed off chain: ${owedOffChain}`,
    `statement ${sha256Hex(canonicalText(statement))}`,
  ].join('; ');
}

/** The fields of a statement that the contract's own record decides, by name: to be compared one by one. */
export function recordedFacts(proof: ProofOfReserves): Record<string, string> {
  return {
    'bitcoin.block': bytesToHex(proof.bitcoin_block),
    'bitcoin.height': String(proof.bitcoin_height),
    'stellar.ledger': String(proof.ledger),
    'stellar.timestamp': String(proof.timestamp),
    'reserves.epoch': String(proof.epoch),
    'reserves.outputs': String(proof.utxo_count),
    'reserves.total_sats': String(proof.total_btc),
    'reserves.utxo_commitment': bytesToHex(proof.utxo_commitment),
    'liabilities.supply_sats': String(proof.total_istsi),
    'liabilities.owed_sats': String(proof.owed_btc),
    reserve_ratio_bps: String(proof.reserve_ratio),
  };
}

export function statedFacts({ bitcoin, stellar, reserves, liabilities, ...rest }: Statement): Record<string, string> {
  return {
    'bitcoin.block': bitcoin.block,
    'bitcoin.height': String(bitcoin.height),
    'stellar.ledger': String(stellar.ledger),
    'stellar.timestamp': String(stellar.timestamp),
    'reserves.epoch': String(reserves.epoch),
    'reserves.outputs': String(reserves.outputs),
    'reserves.total_sats': reserves.total_sats,
    'reserves.utxo_commitment': reserves.utxo_commitment,
    'liabilities.supply_sats': liabilities.supply_sats,
    'liabilities.owed_sats': liabilities.owed_sats,
    reserve_ratio_bps: rest.reserve_ratio_bps,
  };
}

/** The facts in which a statement differs from what the contract recorded. */
export function differingFacts(statement: Statement, proof: ProofOfReserves): string[] {
  const recorded = recordedFacts(proof);
  return Object.entries(statedFacts(statement)).flatMap(([name, value]) =>
    recorded[name] === value ? [] : [`${name} is ${value} in the statement and ${recorded[name]} on the contract`],
  );
}
