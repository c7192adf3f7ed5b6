import { callRpc, type Network } from '@istsi/soroban-client';
import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';

/** The registry's storage that is read here (`storage-layouts.json`): of any other nothing is. */
export const REGISTRY_LAYOUT = 2;
/** The network's limit of a question is 200 entries; one is the registry's instance. */
const MOST_AT_ONCE = 199;

/** Of each address its permanent number, in their order; undefined where the registry itself has to be asked. */
export type AddressIndices = (addresses: readonly string[]) => Promise<(number | undefined)[]>;

interface Views {
  network: Network;
  /** Another RPC of the same network: a number counts once both say the same. */
  other: Network | undefined;
}

/**
 * The permanent numbers of registered addresses, from the registry's entries in the newest ledger: one question for many,
 * where `address_index` answers one at a time, each with a run of the contract. What is not found this way, the caller asks
 * `address_index`, which also says why: an address that is not registered, an entry that was archived, a registry whose
 * code keeps its entries in another form.
 */
export function openAddressIndices({ network, other }: Views, registry: string): AddressIndices {
  return async (addresses) => {
    const [first, second] = await Promise.all([
      readIndices(network, registry, addresses),
      other && readIndices(other, registry, addresses),
    ]);
    return second ? first.map((index, i) => (index === second[i] ? index : undefined)) : first;
  };
}

async function readIndices(
  network: Network,
  registry: string,
  addresses: readonly string[],
): Promise<(number | undefined)[]> {
  const distinct = [...new Set(addresses)];
  const found = new Map<string, number>();
  for (let from = 0; from < distinct.length; from += MOST_AT_ONCE) {
    await readSome(network, registry, distinct.slice(from, from + MOST_AT_ONCE), found);
  }
  return addresses.map((address) => found.get(address));
}

async function readSome(
  network: Network,
  registry: string,
  addresses: readonly string[],
  found: Map<string, number>,
): Promise<void> {
  const contract = Address.fromString(registry).toScAddress();
  const keyOf = (key: xdr.ScVal): xdr.LedgerKey =>
    xdr.LedgerKey.contractData(
      new xdr.LedgerKeyContractData({ contract, key, durability: xdr.ContractDataDurability.persistent }),
    );
  const instance = keyOf(xdr.ScVal.scvLedgerKeyContractInstance());
  const keys = addresses.map((address) =>
    keyOf(xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Account'), Address.fromString(address).toScVal()])),
  );
  // As the server says it: stellar-sdk would decode every entry, and its key, once more.
  const answer = await callRpc(network, 'getLedgerEntries', (server) => server._getLedgerEntries(instance, ...keys));
  const entries = new Map((answer.entries ?? []).map(({ key, xdr: entry }) => [key, entry]));
  if (layoutIn(entries.get(instance.toXdr('base64'))) !== REGISTRY_LAYOUT) return;
  for (const [i, key] of keys.entries()) {
    const index = indexIn(entries.get(key.toXdr('base64')));
    if (index !== undefined) found.set(addresses[i] as string, index);
  }
}

function valueIn(entry: string | undefined): xdr.ScVal | undefined {
  if (entry === undefined) return undefined;
  const data = xdr.LedgerEntryData.fromXdr(entry, 'base64');
  return data.type === 'contractData' ? data.value.val : undefined;
}

function layoutIn(entry: string | undefined): unknown {
  const instance = valueIn(entry);
  if (instance?.type !== 'scvContractInstance') return undefined;
  const field = instance.value.storage?.find(({ key }) => String(scValToNative(key)) === 'Layout');
  return field && scValToNative(field.val);
}

function indexIn(entry: string | undefined): number | undefined {
  const account = valueIn(entry);
  if (account?.type !== 'scvMap') return undefined;
  const field = account.value?.find(
    ({ key }) => key.type === 'scvSymbol' && String(scValToNative(key)) === 'address_index',
  );
  return field?.val.type === 'scvU32' ? field.val.value : undefined;
}
