import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';

/** Base64 XDR of what a contract keeps under a name, and what else its key has. */
export const entryKey = (contract: string, name: string, ...of: xdr.ScVal[]): string =>
  keyOf(contract, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(name), ...of]));

export const instanceKey = (contract: string): string => keyOf(contract, xdr.ScVal.scvLedgerKeyContractInstance());

export function utxoKey(reserve: string, outpoint: string): string {
  const [txid = '', vout] = outpoint.split(':');
  return entryKey(reserve, 'Utxo', bytes(txid), xdr.ScVal.scvU32(Number(vout)));
}

export const bytes = (hex: string): xdr.ScVal => xdr.ScVal.scvBytes(Buffer.from(hex, 'hex'));

const keyOf = (contract: string, key: xdr.ScVal): string =>
  xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      ...{ contract: Address.fromString(contract).toScAddress(), key },
      durability: xdr.ContractDataDurability.persistent,
    }),
  ).toXdr('base64');

/** An instance by the names of what it keeps; anything else in its native form. */
export function valueIn(data: string): unknown {
  const entry = xdr.LedgerEntryData.fromXdr(Buffer.from(data, 'base64'));
  if (entry.type !== 'contractData') throw new Error('no entry of a contract');
  const { val } = entry.value;
  if (val.type !== 'scvContractInstance') return scValToNative(val);
  return new Map(
    (val.value.storage ?? []).map(({ key, val: kept }) => {
      const name: unknown = scValToNative(key);
      return [String(Array.isArray(name) ? name[0] : name), scValToNative(kept) as unknown];
    }),
  );
}
