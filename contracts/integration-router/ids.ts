import { Bytes, type BytesN, bytes, crypto, type Str, type u32 } from '@istsi/soroban-sdk';

/** sha256("bitcoin_deposit" ‖ txid ‖ vout as 4 bytes, big-endian): the outpoint is the identity of a deposit. */
export function depositId(tx_hash: BytesN<32>, vout: u32): BytesN<32> {
  return crypto.sha256(bytes('bitcoin_deposit').append(tx_hash.toBytes()).pushU32(vout));
}

/** Lower-case hexadecimal. */
export function hexOf(hash: BytesN<32>): Str {
  const digits = bytes('0123456789abcdef');
  let text = Bytes.empty();
  for (let i: u32 = 0; i < 32; i++) {
    const byte: u32 = hash.toBytes().at(i);
    text = text.push(digits.at(byte >> 4)).push(digits.at(byte & 15));
  }
  return text.toStr();
}
