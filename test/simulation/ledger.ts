import { callRpc, invocation } from '@istsi/soroban-client';
import { Address, scValToNative, type Transaction, xdr } from '@stellar/stellar-sdk';
import type { ContractName } from '../../contracts/src/index.ts';
import type { Person } from '../../contracts/test/people.ts';
import { prepare, send, signWith } from '../../contracts/test/transaction.ts';
import type { World } from '../../contracts/test/world.ts';
import type { Operation } from './operation.ts';

/** Signed by everybody that it needs, with the footprint of this moment. Throws a `Refusal`. */
export function prepareOperation({ network, contracts, people }: World, operation: Operation): Promise<Transaction> {
  const signers = operation.signers ?? [];
  return prepare({
    network,
    source: people[operation.by],
    invoke: invocation(contracts[operation.contract], operation.method, operation.args),
    sign: signWith(
      network,
      signers.map((signer) => people[signer]),
    ),
    // Recording already enforces what only the source has to authorize.
    blindly: signers.length === 0,
  });
}

export async function sendOperation(world: World, operation: Operation, transaction: Transaction): Promise<unknown> {
  const value = await send(world.network, transaction);
  return world.contracts[operation.contract].spec.funcResToNative(operation.method, value);
}

/** Everything that a transaction may touch: nothing else can change, because the host enforces the footprint. */
export function footprintOf(transaction: Transaction): xdr.LedgerKey[] {
  const envelope = transaction.toEnvelope();
  if (envelope.type !== 'envelopeTypeTx') throw new Error('not a transaction of version 1');
  const { ext } = envelope.v1.tx;
  if (ext.type !== 'sorobanData') throw new Error('not a Soroban transaction');
  const { readOnly, readWrite } = ext.sorobanData.resources.footprint;
  return [...readOnly, ...readWrite];
}

/** The bytes of these entries and how long they live; an absent entry is absent. */
export async function entriesAt(world: World, keys: readonly xdr.LedgerKey[]): Promise<string> {
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (server) => server.getLedgerEntries(...keys));
  return entries
    .map(({ key, val, liveUntilLedgerSeq }) => `${key.toXdr('base64')} ${val.toXdr('base64')} ${liveUntilLedgerSeq}`)
    .sort()
    .join('\n');
}

export interface Holdings {
  readonly supply: bigint;
  readonly reserves: bigint;
  readonly owed: bigint;
  readonly paused: boolean;
  readonly balances: Map<Person, bigint>;
}

/** The sums of the ledger itself, not what the contracts answer about them. */
export async function holdingsOf(world: World, people: readonly Person[]): Promise<Holdings> {
  const instance = xdr.ScVal.scvLedgerKeyContractInstance();
  const keys = [
    dataKey(world, 'istsi-token', instance),
    dataKey(world, 'reserve-manager', instance),
    ...people.map((person) =>
      dataKey(world, 'istsi-token', variant('Balance', Address.fromString(world.address(person)).toScVal())),
    ),
  ];
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (server) => server.getLedgerEntries(...keys));
  const found = new Map(
    entries.map(({ key, val }) => [
      key.toXdr('base64'),
      val.type === 'contractData' ? val.contractData.val : undefined,
    ]),
  );
  const at = (index: number): xdr.ScVal | undefined => found.get((keys[index] as xdr.LedgerKey).toXdr('base64'));
  const books = stored(at(1), 'Books') as { owed_btc: bigint; total_btc: bigint };
  const balances = people.map((person, index): [Person, bigint] => {
    const value = at(index + 2);
    return [person, value === undefined ? 0n : (scValToNative(value) as bigint)];
  });
  return {
    supply: stored(at(0), 'Supply') as bigint,
    paused: stored(at(0), 'Paused') as boolean,
    reserves: books.total_btc,
    owed: books.owed_btc,
    balances: new Map(balances),
  };
}

function stored(instance: xdr.ScVal | undefined, name: string): unknown {
  if (instance?.type !== 'scvContractInstance') throw new Error('a contract has no instance');
  const entry = instance.instance.storage?.find(({ key }) => (scValToNative(key) as unknown[])[0] === name);
  if (!entry) throw new Error(`${name} is not stored`);
  return scValToNative(entry.val);
}

const variant = (name: string, ...payload: xdr.ScVal[]): xdr.ScVal =>
  xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(name), ...payload]);

function dataKey(world: World, contract: ContractName, key: xdr.ScVal): xdr.LedgerKey {
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(world.contracts[contract].contractId).toScAddress(),
      key,
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
}
