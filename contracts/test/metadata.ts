import { callRpc } from '@istsi/soroban-client';
import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import type { World } from './world.ts';

/** What an indexer reads of a token: the entry METADATA of the contract's instance, without calling it. */
export async function metadataOf(world: World, name: ContractName): Promise<unknown> {
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(world.contracts[name].contractId).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyContractInstance(),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  const data = entries[0]?.val;
  if (data?.type !== 'contractData' || data.contractData.val.type !== 'scvContractInstance') return undefined;
  const found = data.contractData.val.instance.storage?.find(
    ({ key: { type, value } }) => type === 'scvSymbol' && String(value) === 'METADATA',
  );
  return found && scValToNative(found.val);
}
