import { type ContractHandle, callRpc, type Network } from '@istsi/soroban-client';
import { Address, xdr } from '@stellar/stellar-sdk';

/** The registry's storage, read entry by entry: there is no call that lists addresses, and none is needed for one. */
export interface RegistrySize {
  /** Identities have the ids from 1 to this. */
  identities: bigint;
  /** Addresses have the indices from 0 up to, not including, this. */
  addresses: number;
}

/** RPC answers at most 200 keys at a time. */
const KEYS_PER_CALL = 200;

export async function readRegistrySize(network: Network, kyc: ContractHandle): Promise<RegistrySize> {
  const [instance] = await readEntries(network, kyc, [xdr.ScVal.scvLedgerKeyContractInstance()]);
  const storage = instance?.value.type === 'scvContractInstance' ? (instance.value.value.storage ?? []) : [];
  const find = (tag: string): xdr.ScVal | undefined => {
    const wanted = dataKey(kyc, tag).toXdr('base64');
    return storage.find(({ key }) => key.toXdr('base64') === wanted)?.val;
  };
  const nextIdentity = find('NextIdentity');
  const nextAddress = find('NextAddress');
  return {
    identities: nextIdentity?.type === 'scvU64' ? BigInt(nextIdentity.value) - 1n : 0n,
    addresses: nextAddress?.type === 'scvU32' ? nextAddress.value : 0,
  };
}

/** The addresses of these identities with their indices. */
export async function readOwners(
  network: Network,
  kyc: ContractHandle,
  identities: readonly bigint[],
): Promise<{ address: string; index: number }[]> {
  const identityEntries = await readEntries(
    network,
    kyc,
    identities.map((id) => dataKey(kyc, 'Identity', id)),
  );
  const addresses = identityEntries.flatMap(
    ({ value }) => decode<{ addresses: string[] }>(kyc, 'Identity', value).addresses,
  );
  const accountKeys = new Map(addresses.map((address) => [dataKey(kyc, 'Account', address).toXdr('base64'), address]));
  const accounts = await readEntries(
    network,
    kyc,
    addresses.map((address) => dataKey(kyc, 'Account', address)),
  );
  return accounts.map(({ key, value }) => ({
    address: accountKeys.get(key.toXdr('base64'))!,
    index: decode<{ address_index: number }>(kyc, 'Account', value).address_index,
  }));
}

const udt = (name: string): xdr.ScSpecTypeDef => xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name }));

/** A case of the contract's `DataKey` union, as its spec describes it. */
const dataKey = (kyc: ContractHandle, tag: string, ...values: unknown[]): xdr.ScVal =>
  kyc.spec.nativeToScVal({ tag, values }, udt('DataKey'));

const decode = <T>(kyc: ContractHandle, type: string, value: xdr.ScVal): T =>
  kyc.spec.scValToNative<T>(value, udt(type));

async function readEntries(
  network: Network,
  { contractId }: ContractHandle,
  keys: readonly xdr.ScVal[],
): Promise<{ key: xdr.ScVal; value: xdr.ScVal }[]> {
  const contract = Address.fromString(contractId).toScAddress();
  const durability = xdr.ContractDataDurability.persistent;
  const found: { key: xdr.ScVal; value: xdr.ScVal }[] = [];
  for (let at = 0; at < keys.length; at += KEYS_PER_CALL) {
    const ledgerKeys = keys
      .slice(at, at + KEYS_PER_CALL)
      .map((key) => xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability })));
    const { entries } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(...ledgerKeys));
    for (const { val } of entries) {
      if (val.type === 'contractData') found.push({ key: val.value.key, value: val.value.val });
    }
  }
  return found;
}
