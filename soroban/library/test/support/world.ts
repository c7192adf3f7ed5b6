import { fileURLToPath } from 'node:url';
import { type Account, type Contract, type Kit, startKit } from '@istsi/soroban-ts';

/** The path of a contract of these tests. */
export const contractPath = (name: string): string =>
  fileURLToPath(new URL(`../contracts/${name}.ts`, import.meta.url));

export interface World extends Kit {
  alice: Account;
  bob: Account;
  /** The number of the ledger that many from now. */
  ledgerIn(ledgers: number): number;
  /** Deploys one of the tests' contracts. */
  place(name: string, args?: Record<string, unknown>): Promise<Contract>;
  /** A token of the owner's, of whom alice and bob have so much each. */
  coin(each: bigint): Promise<Contract>;
}

export async function startWorld(): Promise<World> {
  const kit = await startKit({ traces: 'none' });
  const [alice, bob] = [await kit.account(), await kit.account()];
  const place = (name: string, args?: Record<string, unknown>) => kit.deploy(contractPath(name), args);
  const coin = async (each: bigint) => {
    const token = await place('coin', { owner: kit.owner.address, decimals: 7, name: 'Coin', symbol: 'COIN' });
    for (const { address } of [alice, bob]) await token.call('mint', { to: address, amount: each });
    return token;
  };
  const ledgerIn = (ledgers: number): number => kit.direct.head.sequence + ledgers;
  return { ...kit, alice, bob, ledgerIn, place, coin };
}

/** The number and name of the error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const refused = await call.then(
    (value) => ({ message: `it answers ${JSON.stringify(value)}` }),
    (error: unknown) => error as { message: string; contractError?: { name: string } },
  );
  return 'contractError' in refused && refused.contractError ? refused.contractError.name : refused.message;
}
