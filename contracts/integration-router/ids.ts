import { Bytes, BytesN, crypto, Str, u32 } from '@istsi/soroban-sdk';

/** sha256("bitcoin_deposit" ‖ txid ‖ vout as 4 bytes, big-endian): the outpoint is the identity of a deposit. */
export function depositId(tx_hash: BytesN<32>, vout: u32): BytesN<32> {
  return crypto.sha256(Bytes.fromAscii('bitcoin_deposit').append(tx_hash.toBytes()).appendU32(vout));
}
