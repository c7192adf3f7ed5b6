import { invocation, simulateForSending } from '@istsi/soroban-client';
import { Operation, rpc, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** A transaction as services prepare it for a wallet: simulated, signed, and sent some time later. */
export interface Prepared {
  transaction: Transaction;
  send(): Promise<string>;
}

/** As long as several people need who sign one after the other. */
const VALID_SECONDS = 2 * 86_400;

export async function prepare(
  world: World,
  by: Person,
  name: ContractName,
  method: string,
  args: Record<string, unknown>,
): Promise<Prepared> {
  const server = new rpc.Server(world.network.rpcUrl, { allowHttp: true });
  const operation = Operation.invokeHostFunction({ func: invocation(world.contracts[name], method, args), auth: [] });
  const transaction = new TransactionBuilder(await server.getAccount(world.address(by)), {
    fee: '1000',
    networkPassphrase: world.network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: (await ledgerTime(world)) + VALID_SECONDS },
  })
    .addOperation(operation)
    .build();
  const simulated = await simulateForSending(world.network, transaction);
  const ready = rpc.assembleTransaction(transaction, simulated).build();
  ready.sign(world.people[by]);
  return {
    transaction: ready,
    async send() {
      const sent = await server.sendTransaction(ready);
      if (sent.status !== 'PENDING') return sent.status;
      const fate = await server.pollTransaction(sent.hash, { attempts: 10 });
      return fate.status === 'FAILED' ? `FAILED ${fate.resultXdr.result.type}` : fate.status;
    },
  };
}

/** Seconds, as the last ledger closed. */
export async function ledgerTime(world: World): Promise<number> {
  const response = await fetch(world.network.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getLatestLedger' }),
  });
  const { result } = (await response.json()) as { result: { closeTime: string } };
  return Number(result.closeTime);
}
