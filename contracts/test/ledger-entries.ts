import { callRpc } from '@istsi/soroban-client';
import { Address, xdr } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import type { World } from './world.ts';

/** The ledger key of what a contract stores under a case of its DataKey. */
export const dataKey = (world: World, name: ContractName, ...key: [string, ...xdr.ScVal[]]): xdr.LedgerKey =>
  xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(world.contracts[name].contractId).toScAddress(),
      key: xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(key[0]), ...(key.slice(1) as xdr.ScVal[])]),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );

export async function isStored(world: World, key: xdr.LedgerKey): Promise<boolean> {
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  return entries.length > 0;
}

/** What a contract keeps in its instance. */
export async function instanceOf(world: World, name: ContractName): Promise<xdr.LedgerEntryData | undefined> {
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(world.contracts[name].contractId).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyContractInstance(),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  return entries[0]?.val;
}

export const instanceBytes = async (world: World, name: ContractName): Promise<number | undefined> =>
  (await instanceOf(world, name))?.toXdr().length;
