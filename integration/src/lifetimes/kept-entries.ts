import { contractSpec, coreContractNames, loadContract, type Manifest, type SystemContracts } from '@istsi/contracts';
import { ContractKind } from '@istsi/contracts/clients/integration-router';
import { type ContractHandle, codeKeyOf, entryLifetimes, type Network, ownEntries } from '@istsi/soroban-client';
import { Address, xdr } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Of the reserve's coins, how many are looked at in one go. */
const COINS_AT_ONCE = 1_000;

export interface KeptEntriesOf {
  db: Kysely<Schema>;
  network: Network;
  contracts: SystemContracts;
  manifest: Manifest;
}

/** Of each kind of which governance may register any number, as an exchange's token and oracle are. */
const registeredKinds = [
  { kind: ContractKind.FungibleToken, name: 'fungible-token' },
  { kind: ContractKind.PriceOracle, name: 'price-oracle' },
] as const;

/** base64 XDR of the keys of what the contracts keep of themselves: instances, code, and their own books. */
export async function systemEntries({ network, contracts, manifest }: Omit<KeptEntriesOf, 'db'>): Promise<string[]> {
  const keys = new Set<string>();
  for (const target of [...coreContracts(contracts, manifest), ...(await registeredContracts(contracts))])
    for (const key of await ownEntries(network, target)) keys.add(key);
  for (const key of await passkeyCode(network)) keys.add(key);
  return [...keys];
}

/**
 * The code of holders' passkey accounts, where it is on the network. Once archived, bringing it back costs several lumens: the first
 * holder who comes back after months would pay for everybody's, and whoever pays for them would refuse to.
 */
async function passkeyCode(network: Network): Promise<string[]> {
  const key = codeKeyOf(loadContract('passkey-account').hash).toXdr('base64');
  const [found] = await entryLifetimes(network, [key]);
  return found?.ledgersLeft === undefined ? [] : [key];
}

function coreContracts(contracts: SystemContracts, manifest: Manifest): ContractHandle[] {
  return coreContractNames.map((name) => {
    const { contractId, spec } = handleOf(contracts, name);
    if (contractId !== manifest.contracts[name].id) throw new Error(`${name} is another contract than was deployed`);
    return { contractId, spec };
  });
}

async function registeredContracts({ router }: SystemContracts): Promise<ContractHandle[]> {
  const found: ContractHandle[] = [];
  for (const { kind, name } of registeredKinds) {
    const spec = contractSpec(name);
    for (const contractId of await router.read('get_contracts', { kind })) found.push({ contractId, spec });
  }
  return found;
}

/**
 * Likewise of coins that nobody has paid with, after `after` in their order: untouched until then, however long that takes.
 * What belongs to a holder comes back with the holder's next transaction, which pays for it.
 */
export async function coinEntries(
  { db, contracts }: KeptEntriesOf,
  after: string,
): Promise<{ keys: string[]; last: string | undefined }> {
  const coins = await db
    .selectFrom('istsi.bitcoin_credits as credit')
    .innerJoin('istsi.deposits as deposit', 'deposit.outpoint', 'credit.outpoint')
    .select(['credit.outpoint', 'credit.txid', 'credit.vout'])
    .where('deposit.state', '=', 'minted')
    .where('credit.spent_by', 'is', null)
    .where('credit.outpoint', '>', after)
    .orderBy('credit.outpoint')
    .limit(COINS_AT_ONCE)
    .execute();
  const keys = coins.map(({ txid, vout }) => coinKey(contracts.reserve.contractId, txid, Number(vout)));
  return { keys, last: coins.length === COINS_AT_ONCE ? coins.at(-1)?.outpoint : undefined };
}

/** `DataKey.Utxo(tx_hash, vout)` of the reserve manager. */
function coinKey(reserve: string, txid: string, vout: number): string {
  const parts = [xdr.ScVal.scvSymbol('Utxo'), xdr.ScVal.scvBytes(Buffer.from(txid, 'hex')), xdr.ScVal.scvU32(vout)];
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(reserve).toScAddress(),
      key: xdr.ScVal.scvVec(parts),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
  return key.toXdr('base64');
}

function handleOf(
  { router, kyc, token, reserve }: SystemContracts,
  name: (typeof coreContractNames)[number],
): Pick<SystemContracts['router'], 'contractId' | 'spec'> {
  return { 'integration-router': router, 'kyc-registry': kyc, 'istsi-token': token, 'reserve-manager': reserve }[name];
}
