import { callRpc, invocation, readAccount, signEntry } from '@istsi/soroban-client';
import { Account, Address, Operation, rpc, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attestedArguments, type CoreContractName, contractSpec } from '../src/index.ts';
import { depositArgs } from './actions.ts';
import { batchCall } from './batches.ts';
import type { Person } from './people.ts';
import { Refusal } from './refusal.ts';
import { startWorld, type World } from './world.ts';

// Custodians sign a hash in place of arguments. Were one of them left out of it, whoever submits the call could choose it.

const QUORUM: Person[] = ['custodian1', 'custodian2'];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const hash = (byte: number): Buffer => Buffer.alloc(32, byte);
const [user, other] = ['alice', 'bob'] as const;

/** Two values of each argument that such a call has: what was signed, and what is submitted instead. */
const samples: Record<string, () => readonly [unknown, unknown]> = {
  attestors: () => [QUORUM.map(world.address), [...QUORUM].reverse().map(world.address)],
  owner: () => [world.address(user), undefined],
  user: () => [world.address(user), world.address(other)],
  lost: () => [[{ tx_hash: hash(1), vout: 0 }], [{ tx_hash: hash(1), vout: 1 }]],
  withdrawal_ids: () => [[hash(1)], [hash(2)]],
  unsigned_tx: () => [Buffer.from('aa', 'hex'), Buffer.from('ab', 'hex')],
  replaces: () => [undefined, hash(1)],
  batch: () => [batchOf(5_000n), batchOf(5_001n)],
  ...of(['tx_hash', 'btc_tx_hash', 'txid', 'block_hash', 'bitcoin_block', 'spent_by', 'utxo_commitment'], () => [
    hash(1),
    hash(2),
  ]),
  ...of(['vout', 'btc_vout', 'confirmations', 'block_height', 'bitcoin_height'], () => [1, 2]),
  ...of(['amount', 'btc_amount', 'total_btc'], () => [5_000n, 5_001n]),
};

function of<T>(names: readonly string[], values: () => T): Record<string, () => T> {
  return Object.fromEntries(names.map((name) => [name, values]));
}

/** A batch of one deposit. */
const batchOf = (amount: bigint) => {
  const args = depositArgs(world, { amount, attestors: QUORUM });
  const calls = [batchCall(world, 'integration-router', 'execute_bitcoin_deposit', args, 'bytes')];
  const timeout = BigInt(Math.floor(Date.now() / 1000)) + 3_600n;
  return { operation_id: hash(1), calls, rollback_calls: [], timeout };
};

/** What an argument that speaks for itself is not: the caller signs the whole call. */
const CALLER = 'caller';

interface Attested {
  contract: CoreContractName;
  method: string;
  parameters: string[];
}

function attestedCalls(contract: CoreContractName, but: readonly string[]): Attested[] {
  const spec = contractSpec(contract);
  return spec
    .funcs()
    .map((entry) => ({
      contract,
      method: entry.name.toString(),
      parameters: entry.inputs.map((input) => input.name.toString()),
    }))
    .filter(({ method, parameters }) => parameters.includes('attestors') && !but.includes(method));
}

const calls: Attested[] = [
  // Only the router may call it: what custodians sign of it is below the router's own call, of the same facts.
  ...attestedCalls('reserve-manager', ['register_bitcoin_deposit']),
  ...attestedCalls('integration-router', []),
  // Their deposits are in the batch, and they sign all of it.
  { contract: 'integration-router', method: 'execute_batch', parameters: [CALLER, 'batch'] },
];

const argsOf = ({ parameters }: Attested, changed?: string): Record<string, unknown> =>
  Object.fromEntries(
    parameters.map((name) => {
      if (name === CALLER) return [name, world.address('operator')];
      const sample = samples[name];
      if (!sample) throw new Error(`no values are known for "${name}": add them, so that it is tested`);
      return [name, sample()[name === changed ? 1 : 0]];
    }),
  );

/** What the network says to a call with signatures of custodians for another one. */
async function outcomeOf(call: Attested, changed?: string): Promise<Refusal> {
  const { network, people, contracts } = world;
  const target = contracts[call.contract];
  const signed = target.spec.funcArgsToScVals(call.method, argsOf(call));
  const submitted = invocation(target, call.method, argsOf(call, changed));
  const { sequence } = await readAccount(network, world.address('operator'));
  const auth = [
    new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
      rootInvocation: authorizing(target.contractId, call.method, argumentsIn(submitted)),
    }),
  ];
  for (const [index, custodian] of QUORUM.entries()) {
    const credentials = new xdr.SorobanAddressCredentials({
      address: Address.fromString(world.address(custodian)).toScAddress(),
      nonce: BigInt(index),
      signatureExpirationLedger: 0,
      signature: xdr.ScVal.scvVoid(),
    });
    const entry = new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
      rootInvocation: authorizing(target.contractId, call.method, attestedArguments(signed)),
    });
    auth.push(await signEntry(entry, people[custodian], 1_000, network.networkPassphrase));
  }
  const transaction = new TransactionBuilder(new Account(world.address('operator'), String(sequence)), {
    fee: '100',
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  })
    .addOperation(Operation.invokeHostFunction({ func: submitted, auth }))
    .build();
  const answer = await callRpc(network, 'simulateTransaction', (s) => s.simulateTransaction(transaction));
  if (!rpc.Api.isSimulationError(answer)) throw new Error(`${call.method} was expected to fail for what it asks`);
  return new Refusal(answer.error);
}

function argumentsIn(called: xdr.HostFunction): xdr.ScVal[] {
  if (called.type !== 'hostFunctionTypeInvokeContract') throw new Error('not a contract call');
  return called.invokeContract.args;
}

const authorizing = (contractId: string, name: string, args: xdr.ScVal[]): xdr.SorobanAuthorizedInvocation =>
  new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
      new xdr.InvokeContractArgs({
        contractAddress: Address.fromString(contractId).toScAddress(),
        functionName: name,
        args,
      }),
    ),
    subInvocations: [],
  });

describe('what custodians signed', () => {
  test.each(calls)('lets $method pass as far as its own rules', async (call) => {
    expect((await outcomeOf(call)).kind).toBe('contract');
  });

  const changes = calls.flatMap((call) =>
    call.parameters.filter((name) => name !== CALLER).map((name) => ({ ...call, name })),
  );
  test.each(changes)('does not authorize $method with another $name', async ({ name, ...call }) => {
    expect((await outcomeOf(call, name)).kind).toBe('auth');
  });

  test('is asked of all that custodians do', () => {
    expect(calls.map(({ method }) => method)).toEqual([
      'add_reserve',
      'register_returnable',
      'write_off_output',
      'process_bitcoin_withdrawal',
      'process_bitcoin_sweep',
      'complete_bitcoin_withdrawal',
      'undo_batch',
      'correct_payment',
      'reinstate_output',
      'publish_proof',
      'execute_bitcoin_deposit',
      'execute_batch',
    ]);
  });
});
