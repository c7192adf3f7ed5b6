import { callRpc, invocation, readAccount, signEntry, signerOf } from '@istsi/soroban-client';
import { Account, Operation, rpc, TransactionBuilder } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import { deposit, depositArgs, register, txid } from '../test/actions.ts';
import { type Person, startWorld, type World } from '../test/world.ts';

interface Measurement {
  name: string;
  value: number;
  unit: string;
  goal?: string;
}

/** What the network would charge for, of the entries that users pay most often. */
export async function benchContractCosts(): Promise<Measurement[]> {
  const world = await startWorld();
  try {
    await register(world, 'alice', 3);
    await register(world, 'bob', 3);
    await deposit(world, { tx: txid('funds') });
    const transfer = { from: world.address('alice'), to: world.address('bob'), amount: 1n };
    return [
      ...(await cost(
        world,
        'integration-router',
        'execute_bitcoin_deposit',
        depositArgs(world, { tx: txid('measured') }),
        'operator',
        ['≤ 12 M', '≤ 12'],
      )),
      ...(await cost(world, 'istsi-token', 'transfer', transfer, 'alice', ['≤ 4 M', ''])),
    ];
  } finally {
    await world.stop();
  }
}

async function cost(
  world: World,
  name: ContractName,
  method: string,
  args: Record<string, unknown>,
  by: Person,
  [instructionGoal, writeGoal]: [string, string],
): Promise<Measurement[]> {
  const { network, people } = world;
  const source = people[by];
  const { sequence } = await readAccount(network, source.publicKey());
  const simulate = async (auth: rpc.Api.SimulateHostFunctionResult['auth']) => {
    const func = invocation(world.contracts[name], method, args);
    const transaction = new TransactionBuilder(new Account(source.publicKey(), String(sequence)), {
      fee: '100',
      networkPassphrase: network.networkPassphrase,
      timebounds: { minTime: 0, maxTime: 0 },
    })
      .addOperation(Operation.invokeHostFunction({ func, auth }))
      .build();
    const answer = await callRpc(network, 'simulateTransaction', (s) => s.simulateTransaction(transaction));
    if (rpc.Api.isSimulationError(answer)) throw new Error(answer.error);
    return answer;
  };
  const recorded = await simulate([]);
  const custodians = [people.custodian1, people.custodian2];
  const auth = await Promise.all(
    (recorded.result?.auth ?? []).map(async (entry) => {
      const key = custodians.find((custodian) => custodian.publicKey() === signerOf(entry));
      return key ? await signEntry(entry, key, recorded.latestLedger + 100, network.networkPassphrase) : entry;
    }),
  );
  const { resources } = (await simulate(auth)).transactionData.build();
  const { readOnly, readWrite } = resources.footprint;
  return [
    { name: `${method}: instructions`, value: resources.instructions, unit: '', goal: instructionGoal },
    { name: `${method}: entries written`, value: readWrite.length, unit: '', goal: writeGoal },
    { name: `${method}: entries read only`, value: readOnly.length, unit: '' },
    { name: `${method}: bytes written`, value: resources.writeBytes, unit: '' },
  ];
}
