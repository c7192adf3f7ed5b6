import { type ContractArgs, invocation } from '@istsi/soroban-client';
import type { Transaction } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, test } from 'vitest';
import { ISTSI_PRICE } from './exchange.ts';
import { administer, registerOthers } from './governance.ts';
import type { Person } from './people.ts';
import { prepare, send, signWith } from './transaction.ts';
import { startWorld, type World } from './world.ts';

// What a report was found to need when it was simulated is all that it may use, whatever happened until it is in a ledger.

let world: World;
beforeEach(async () => {
  // Five seconds into a tick, and time stands still unless a test says otherwise.
  world = await startWorld({ now: () => Date.UTC(2027, 0, 15, 8, 0, 5) });
  await registerOthers(world);
});
afterEach(() => world.stop());

const reportArgs = (reporter: Person, price: bigint): ContractArgs => ({
  reporter: world.address(reporter),
  reports: [{ asset: { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] }, price }],
});
const report = (reporter: Person, price = ISTSI_PRICE): Promise<boolean[]> =>
  world.invoke('price-oracle', 'submit_prices', reportArgs(reporter, price), { by: reporter });
const prepared = (reporter: Person, price = ISTSI_PRICE): Promise<Transaction> => {
  const invoke = invocation(world.contracts['price-oracle'], 'submit_prices', reportArgs(reporter, price));
  return prepare({ network: world.network, source: world.people[reporter], invoke, sign: signWith(world.network, []) });
};
const all = async (price = ISTSI_PRICE): Promise<void> => {
  for (const reporter of ['reporter1', 'reporter2', 'reporter3'] as const) await report(reporter, price);
};

test.each<[string, () => Promise<void>, () => Promise<void>]>([
  ['first of all, and is the last of a quorum', async () => {}, () => report2and3()],
  ['last of a quorum, and is alone', () => report2and3(), () => world.advanceTime(1_000)],
  ['in one tick, and is in the next', () => all(), () => world.advanceTime(60)],
  ['in a new tick, and is late in it', () => next(), () => report2and3()],
  ['with a price, and finds another one', () => next(), () => report2and3((ISTSI_PRICE * 103n) / 100n)],
  ['before a jump that the caps refuse', () => all(), () => jump()],
])('a report is prepared %s', async (_, before, between) => {
  await before();
  const transaction = await prepared('reporter1');
  await between();
  await send(world.network, transaction);
});

test('a report is prepared when there is no history, and sent when it is full', async () => {
  await configure(['reporter1', 'reporter2', 'reporter3', 'carol']);
  const transaction = await prepared('reporter1');
  for (let tick = 0; tick < 34; tick++) {
    await report2and3();
    await report('carol');
    await world.advanceTime(60);
  }
  await send(world.network, transaction);
});

async function configure(reporters: Person[]): Promise<void> {
  const config = await world.read<object>('price-oracle', 'get_config');
  await administer(world, 'price-oracle', 'set_config', {
    config: { ...config, reporters: reporters.map(world.address) },
  });
}
async function report2and3(price = ISTSI_PRICE): Promise<void> {
  await report('reporter2', price);
  await report('reporter3', price);
}
async function next(): Promise<void> {
  await all();
  await world.advanceTime(60);
}
async function jump(): Promise<void> {
  await world.advanceTime(60);
  await report2and3(2n * ISTSI_PRICE);
}
