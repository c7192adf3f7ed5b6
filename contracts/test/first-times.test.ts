import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause, register, resume } from './actions.ts';
import { decree, setCustodians } from './governance.ts';
import { LONGEST_RULES, setPayoutRules } from './payout-watch.ts';
import { prepare } from './prepared.ts';
import { generateProof, publishProof } from './proofs.ts';
import { setDepositRules } from './spv-attestor/deposit-rules.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  payTo,
  processPayment,
  withdraw,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

/*
 * What happens once in the life of a system must not make a call longer that a wallet has signed already: the ledger refuses
 * what writes more than it declares.
 */
let world: World;
let coin: Coin;
let owed: Owed;
let payment: Buffer;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  coin = await fund(world, 'first', 200_000n);
  await fund(world, 'of bob', 200_000n, 'bob');
  owed = await withdraw(world, 'first');
});
afterAll(() => world.stop());

test.each<[string, () => Promise<void>]>([
  [
    'a payment is authorized',
    async () => {
      payment = await processPayment(world, [owed.id], paymentOf([owed], [coin], 200_000n, 400n));
    },
  ],
  ['a payment is completed', () => completePayment(world, payment)],
  ['a proof is published', async () => await publishProof(world, 100, await generateProof(world))],
  [
    'the system is paused and let run again',
    async () => {
      await pause(world);
      await resume(world);
    },
  ],
  [
    'governance sets rules for deposits',
    () => setDepositRules(world, { prover: world.address('mallory'), silent_blocks: 1_008, proof_from: 7n }),
  ],
  ['governance sets rules for payouts', () => setPayoutRules(world, LONGEST_RULES)],
  [
    'governance names twice as many custodians',
    () =>
      decree(
        world,
        setCustodians(world, ['custodian1', 'custodian2', 'custodian3', 'custodian4', 'custodian5', 'custodian6'], 2),
      ),
  ],
])('a withdrawal that was signed before %s for the first time goes through', async (_, act) => {
  const args = { user: world.address('bob'), token_amount: 10_000n, btc_address: payTo('bob').address, max_fee: 500n };
  const { send } = await prepare(world, 'bob', 'integration-router', 'execute_token_withdrawal', args);
  await act();
  expect(await send()).toBe('SUCCESS');
});
