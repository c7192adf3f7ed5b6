import { xdr } from '@stellar/stellar-sdk';
import { configSetting } from '../../config-settings.ts';
import type { StoredEntry } from '../../host/boundary.ts';
import { ledgerKeyFromXdr, ledgerKeyString } from '../../host/codec/ledger-key.ts';
import { dataBytes } from '../../ledger/entry-bytes.ts';
import { RpcError } from '../json-rpc.ts';
import type { Network } from '../network.ts';
import { base64, checkFormat, optionalList, type Params } from '../params.ts';

const MAX_KEYS = 200;
/** XDR of `LedgerEntryExt`, version 0. */
const NO_EXTENSION = base64(new Uint8Array(4));

/** Entries that exist, in the order asked for; missing ones and expired temporary ones are left out. */
export function getLedgerEntries(params: Params, { chain }: Network) {
  checkFormat(params);
  const keys = optionalList(params, 'keys');
  if (keys.length > MAX_KEYS) {
    throw new RpcError('invalidParams', `key count (${keys.length}) exceeds maximum supported (${MAX_KEYS})`);
  }
  const entries = keys.flatMap((key, index) => {
    const parsed = parseKey(key, index);
    if (typeof parsed === 'object') return describeSetting(key as string, parsed, chain.head.protocol);
    const stored = parsed === undefined ? undefined : chain.get(parsed);
    return stored === undefined || hasExpired(stored, chain.head.sequence) ? [] : [describe(key as string, stored)];
  });
  return { entries, latestLedger: chain.head.sequence };
}

/** Key text, or which setting of the network it is; undefined for kinds of entries this ledger never has. */
function parseKey(key: unknown, index: number): string | xdr.ConfigSettingId | undefined {
  let parsed: xdr.LedgerKey;
  try {
    parsed = xdr.LedgerKey.fromXdr(String(key), 'base64');
  } catch {
    throw new RpcError('invalidParams', `cannot unmarshal key value ${String(key)} at index ${index}`);
  }
  if (parsed.type === 'ttl') throw new RpcError('invalidParams', 'ledger ttl entries cannot be queried directly');
  if (parsed.type === 'configSetting') return parsed.configSetting.configSettingId;
  const isKnown = ['account', 'trustline', 'data', 'contractData', 'contractCode'].includes(parsed.type);
  if (!isKnown) return undefined;
  try {
    return ledgerKeyString(ledgerKeyFromXdr(parsed));
  } catch {
    return undefined;
  }
}

/** Archived persistent entries are still told of, with the ledger their life ended at. */
function hasExpired({ entry, liveUntil }: StoredEntry, latest: number): boolean {
  return entry.type === 'contractData' && entry.durability === 'temporary' && liveUntil! < latest;
}

/** Settings are the same since the first ledger, and no entries of the state: nothing here can change them. */
function describeSetting(key: string, id: xdr.ConfigSettingId, protocol: number) {
  const setting = configSetting(id, protocol);
  if (setting === undefined) return [];
  const data = xdr.LedgerEntryData.configSetting(setting).toXdr('base64');
  return [{ key, xdr: data, lastModifiedLedgerSeq: 1, extXdr: NO_EXTENSION }];
}

function describe(key: string, stored: StoredEntry) {
  return {
    key,
    xdr: base64(dataBytes(stored.entry)),
    lastModifiedLedgerSeq: stored.lastModified,
    ...(stored.liveUntil === undefined ? {} : { liveUntilLedgerSeq: stored.liveUntil }),
    extXdr: NO_EXTENSION,
  };
}
