import { type Address, Bytes, deserialize, Packed, type u32 } from '@istsi/soroban-sdk';

// Accounts at fixed places of packed bytes, as their XDR. A contract's is four bytes shorter than another account's, and
// zeros make up for them.

export const ACCOUNT_BYTES: u32 = 44;
const CONTRACT_BYTES: u32 = 40;
// The last byte of the kind of address, which comes after the kind of value.
const KIND: u32 = 7;

/** An account as it stands in its place. */
export function packAccount(account: Address): Packed {
  return Packed.from(Bytes.serialize<Address>(account));
}

export function accountAt(packed: Packed, at: u32): Address {
  const length = packed.u8At(at + KIND) === 0 ? ACCOUNT_BYTES : CONTRACT_BYTES;
  return deserialize<Address>(packed.slice(at, at + length));
}

export function setAccount(packed: Packed, at: u32, account: Address): void {
  packed.clear(at, at + ACCOUNT_BYTES);
  const bytes = packAccount(account);
  for (let i: u32 = 0; i < bytes.length; i += 4) packed.setU32(at + i, bytes.u32At(i));
}
