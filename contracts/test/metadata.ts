import { scValToNative } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import { instanceOf } from './ledger-entries.ts';
import type { World } from './world.ts';

/** What an indexer reads of a token: the entry METADATA of the contract's instance, without calling it. */
export async function metadataOf(world: World, name: ContractName): Promise<unknown> {
  const data = await instanceOf(world, name);
  if (data?.type !== 'contractData' || data.contractData.val.type !== 'scvContractInstance') return undefined;
  const found = data.contractData.val.instance.storage?.find(
    ({ key: { type, value } }) => type === 'scvSymbol' && String(value) === 'METADATA',
  );
  return found && scValToNative(found.val);
}
