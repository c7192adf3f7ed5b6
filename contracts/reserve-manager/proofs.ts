import { type Address, Args, BytesN, ledger, publish, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import { requirePlausibleHeight } from './bitcoin-heights.ts';
import { requireAttestedNow } from './custodians.ts';
import { ReserveError } from './errors.ts';
import type { ProofPublished } from './events.ts';
import { reportReserves, reserveStatus } from './ratio.ts';
import { hasProof, loadBooks, loadConfig, loadProof, storeProof } from './storage.ts';
import type { ProofOfReserves } from './types.ts';

/** The books as they are, with the Bitcoin block that custodians last attested them against. */
export function generateProof(): ProofOfReserves {
  const books = loadBooks();
  const status = reserveStatus();
  let bitcoin_block = BytesN.zero<32>();
  let bitcoin_height: u32 = 0;
  if (hasProof()) {
    const last = loadProof();
    bitcoin_block = last.bitcoin_block;
    bitcoin_height = last.bitcoin_height;
  }
  return {
    bitcoin_block,
    bitcoin_height,
    epoch: loadConfig().epoch,
    ledger: ledger.sequence(),
    owed_btc: books.owed_btc,
    reserve_ratio: status.reserve_ratio,
    timestamp: ledger.timestamp(),
    total_btc: books.total_btc,
    total_istsi: status.total_istsi,
    utxo_commitment: books.utxo_commitment,
    utxo_count: books.utxo_count,
  };
}

/** Custodians found every output of the books unspent on Bitcoin at a block. */
export function publishProof(
  attestors: Vec<Address>,
  bitcoin_height: u32,
  bitcoin_block: BytesN<32>,
  total_btc: u64,
  utxo_commitment: BytesN<32>,
): void {
  const args = Args.of().add<Vec<Address>>(attestors).add<u32>(bitcoin_height).add<BytesN<32>>(bitcoin_block);
  requireAttestedNow(attestors, args.add<u64>(total_btc).add<BytesN<32>>(utxo_commitment));
  const proof = generateProof();
  require(total_btc === proof.total_btc, ReserveError.ProofMismatch);
  require(utxo_commitment === proof.utxo_commitment, ReserveError.ProofMismatch);
  requirePlausibleHeight(bitcoin_height);
  require(bitcoin_height >= proof.bitcoin_height, ReserveError.ProofMismatch);
  proof.bitcoin_height = bitcoin_height;
  proof.bitcoin_block = bitcoin_block;
  storeProof(proof);
  publish<ProofPublished>({ bitcoin_height, attestors, proof });
  reportReserves();
}
