import { callRpc, invocation, readAccount } from '@istsi/soroban-client';
import { Account, Address, Operation, rpc, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { type ContractName, contractNames } from '../src/index.ts';
import type { Person } from './people.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export interface Footprint {
  reads: readonly xdr.LedgerKey[];
  writes: readonly xdr.LedgerKey[];
}

/** What the network would let a call read and write, without sending it. Nonces of signatures are nobody else's, and left out. */
export async function footprintOf(
  { network, people, contracts }: World,
  by: Person,
  name: ContractName,
  method: string,
  args: Record<string, unknown>,
): Promise<Footprint> {
  const source = people[by].publicKey();
  const { sequence } = await readAccount(network, source);
  const transaction = new TransactionBuilder(new Account(source, String(sequence)), {
    fee: '100',
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  })
    .addOperation(Operation.invokeHostFunction({ func: invocation(contracts[name], method, args), auth: [] }))
    .build();
  const answer = await callRpc(network, 'simulateTransaction', (s) => s.simulateTransaction(transaction));
  if (rpc.Api.isSimulationError(answer)) throw new Refusal(answer.error);
  const data = answer.transactionData;
  return { reads: data.getReadOnly(), writes: data.getReadWrite().filter((key) => keyOf(key) !== NONCE) };
}

const NONCE = 'nonce';
const keyOf = (key: xdr.LedgerKey): string => {
  if (key.type !== 'contractData') return key.type;
  const { key: val } = key.contractData;
  if (val.type === 'scvLedgerKeyNonce') return NONCE;
  if (val.type === 'scvLedgerKeyContractInstance') return 'instance';
  return val.type === 'scvVec' && val.vec?.[0]?.type === 'scvSymbol' ? String(val.vec[0].sym) : val.type;
};

/** `reserve-manager Utxo`: whose entry, and of which case of its DataKey. */
export function nameOf(world: World, key: xdr.LedgerKey): string {
  if (key.type !== 'contractData') return key.type;
  const id = Address.fromScAddress(key.contractData.contract).toString();
  const owner = contractNames.find((name) => world.contracts[name].contractId === id);
  return `${owner ?? id} ${keyOf(key)}`;
}

/** The entries for which two calls cannot run in parallel (CAP-63): one of them writes what the other one reads or writes. */
export function conflicts(world: World, one: Footprint, other: Footprint): string[] {
  const touched = (by: Footprint): string[] => [...by.reads, ...by.writes].map(textOf);
  const [ofOne, ofOther] = [new Set(touched(one)), new Set(touched(other))];
  const shared = [
    ...one.writes.filter((key) => ofOther.has(textOf(key))),
    ...other.writes.filter((key) => ofOne.has(textOf(key))),
  ];
  return [...new Set(shared.map((key) => nameOf(world, key)))].sort();
}

const textOf = (key: xdr.LedgerKey): string => key.toXdr('base64');
