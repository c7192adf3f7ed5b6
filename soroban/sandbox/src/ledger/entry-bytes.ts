import { StrKey } from '@stellar/stellar-sdk';
import type { AccountEntry, LedgerEntry, LedgerKey, StoredEntry } from '../host/boundary.ts';
import { fromHex } from '../host/codec/hex.ts';
import { entryToXdr } from '../host/codec/ledger-entry.ts';
import { ledgerKeyString, ledgerKeyToXdr } from '../host/codec/ledger-key.ts';
import { sha256 } from '../host/codec/sha256.ts';
import { writeAddress, writeVal } from '../host/codec/value.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import { isExtended } from '../host/storage/new-account.ts';
import { addressBytes } from '../host/values/address.ts';

/** `LedgerEntryType`. */
const ACCOUNT = 0;
const CONTRACT_DATA = 6;
const CONTRACT_CODE = 7;
/** `ContractDataDurability`. */
const DURABILITY = { temporary: 0, persistent: 1 } as const;

const writer = new XdrWriter();

/**
 * Entries are immutable, so each is encoded once in its life: the same bytes serve the transaction that made it, the
 * one that replaces it, the log, and every reader.
 */
const dataCache = new WeakMap<LedgerEntry, Uint8Array>();

/** XDR of `LedgerEntryData`. */
export function dataBytes(entry: LedgerEntry): Uint8Array {
  let bytes = dataCache.get(entry);
  if (bytes === undefined) {
    bytes = encodeData(entry);
    dataCache.set(entry, bytes);
  }
  return bytes;
}

function encodeData(entry: LedgerEntry): Uint8Array {
  if (entry.type === 'account') return encodeAccount(entry);
  if (entry.type !== 'contractData') return entryToXdr(entry).toXdr();
  return writer.encode(() => {
    writer.u32(CONTRACT_DATA);
    writer.u32(0);
    writeAddress(writer, entry.contract);
    writeVal(writer, entry.key);
    writer.u32(DURABILITY[entry.durability]);
    writeVal(writer, entry.value);
  });
}

/** `SignerKeyType` by first letter of the strkey. */
const SIGNER_TYPES: Readonly<Record<string, number>> = { G: 0, T: 1, X: 2 };
const SIGNER_BYTES: Readonly<Record<string, (key: string) => Uint8Array>> = {
  G: (key) => StrKey.decodeEd25519PublicKey(key),
  T: (key) => StrKey.decodePreAuthTx(key),
  X: (key) => StrKey.decodeSha256Hash(key),
};

/** `AccountEntry` with all three extensions or none. Every transaction makes three versions of an account, so this is by hand. */
function encodeAccount(account: AccountEntry): Uint8Array {
  return writer.encode(() => {
    writer.u32(ACCOUNT);
    writer.u32(0);
    writer.fixed(addressBytes(account.accountId));
    writer.u64(account.balance);
    writer.u64(account.sequence);
    writer.u32(account.subEntries);
    writer.u32(0);
    writer.u32(account.flags);
    writer.variable(Buffer.from(account.homeDomain));
    writer.fixed(Uint8Array.from(account.thresholds));
    writer.u32(account.signers.length);
    for (const { key, weight } of account.signers) {
      const kind = key.charAt(0);
      writer.u32(SIGNER_TYPES[kind]!);
      writer.fixed(SIGNER_BYTES[kind]!(key));
      writer.u32(weight);
    }
    if (!isExtended(account)) {
      writer.u32(0);
      return;
    }
    writer.u32(1);
    writer.u64(account.buyingLiabilities);
    writer.u64(account.sellingLiabilities);
    writer.u32(2);
    writer.u32(0);
    writer.u32(0);
    writer.u32(account.signers.length);
    for (let left = account.signers.length; left > 0; left--) writer.u32(0);
    writer.u32(3);
    writer.u32(0);
    writer.u32(account.sequenceLedger);
    writer.u64(account.sequenceTime);
  });
}

/** XDR of `LedgerEntry`. */
export function entryBytes(stored: StoredEntry): Uint8Array {
  return writer.encode(() => writeEntry(writer, stored));
}

export function writeEntry(to: XdrWriter, stored: StoredEntry): void {
  to.u32(stored.lastModified);
  to.fixed(dataBytes(stored.entry));
  to.u32(0);
}

/** Bytes of the `LedgerEntry`, which is what limits and rent go by. */
export function entrySize(stored: StoredEntry): number {
  return dataBytes(stored.entry).length + 8;
}

/** XDR of `LedgerKey`. */
export function keyBytes(key: LedgerKey): Uint8Array {
  switch (key.type) {
    case 'contractData':
      return writer.encode(() => {
        writer.u32(CONTRACT_DATA);
        writeAddress(writer, key.contract);
        writeVal(writer, key.key);
        writer.u32(DURABILITY[key.durability]);
      });
    case 'contractCode':
      return writer.encode(() => {
        writer.u32(CONTRACT_CODE);
        writer.fixed(fromHex(key.hash));
      });
    default:
      return ledgerKeyToXdr(key).toXdr();
  }
}

/** Lifetimes of the same contracts, their code and what they store change again and again. */
const KEY_HASHES_MAX = 20_000;
const keyHashes = new Map<string, Uint8Array>();

/** By what a TTL entry names the entry it belongs to. */
export function keyHash(key: LedgerKey): Uint8Array {
  const text = ledgerKeyString(key);
  let hash = keyHashes.get(text);
  if (hash === undefined) {
    hash = sha256(keyBytes(key));
    if (keyHashes.size >= KEY_HASHES_MAX) keyHashes.clear();
    keyHashes.set(text, hash);
  }
  return hash;
}
