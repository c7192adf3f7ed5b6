import { Role } from '@istsi/contracts/clients/integration-router';
import { createSubmitter, fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WithdrawalView } from '../src/index.ts';
import { actBy, watchWithdrawal } from './act-by.ts';
import { propose } from './administer.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

const HOUR = 3_600;
const LARGE = 500_000n;
const guardian = Keypair.random();

let world: World;
let alice: Holder;
let to: string;
beforeAll(async () => {
  world = await startWorld();
  to = await world.bitcoin.call('getnewaddress');
  alice = await world.createHolder(2_000_000n, 800_000n, 800_000n);
  await world.administer('set_payout_rules', {
    rules: { ages: [{ amount: LARGE, age: BigInt(2 * HOUR) }], objection_delay: BigInt(24 * HOUR), veto_objections: 2 },
  });
  const network = openNetwork(world.sandbox);
  await fundAccount(network, world.sandbox.friendbotUrl, guardian.publicKey());
  const submitter = createSubmitter({ network, channels: [world.keys.deployer] });
  const action = { tag: 'GrantRole' as const, values: [guardian.publicKey(), Role.Guardian] as const };
  await propose(submitter, world.contracts, world.keys.superAdmin, action);
});
afterAll(async () => await world?.stop());

const object = async (id: string): Promise<void> => {
  const args = { guardian: guardian.publicKey(), withdrawal_id: Buffer.from(id, 'hex'), reason: 'unknown to me' };
  await actBy(world, guardian, world.contracts.reserve.invocation('object_to_withdrawal', args));
};

async function waitForRefusal(id: string, code: string): Promise<WithdrawalView> {
  return await until(
    async () => {
      const found = await world.services.withdrawal(id);
      return found?.refusal?.code === code ? found : undefined;
    },
    () => `withdrawal ${id} to wait because it is ${code}`,
  );
}

const watchOf = (id: string) => world.contracts.reserve.read('get_watch', { withdrawal_id: Buffer.from(id, 'hex') });

const isoOf = (seconds: bigint): string => new Date(Number(seconds) * 1000).toISOString();

describe('a payout that the contract watches', () => {
  let large: string;

  test('is not planned while it is too young, says until when, and holds up no other', async () => {
    large = await world.withdraw(alice, { sats: LARGE, to });
    const waiting = await waitForRefusal(large, 'too-young');
    const { not_before } = await watchOf(large);
    expect(waiting).toMatchObject({
      state: 'pending',
      txid: null,
      refusal: { message: expect.stringContaining(isoOf(not_before)) },
    });

    const small = await world.withdraw(alice, { sats: 100_000n, to });
    await world.waitForWithdrawal(small, 'broadcast');
    await world.bitcoin.mine(3);
    await world.waitForWithdrawal(small, 'settled');
    expect(await world.services.withdrawal(large)).toMatchObject({ state: 'pending' });
  });

  test('waits longer when a guardian objects, and its deadline with it', async () => {
    const before = (await world.services.withdrawal(large))!.deadline;
    await object(large);
    const objected = await waitForRefusal(large, 'objected');
    expect(objected.refusal?.message).toContain(isoOf((await watchOf(large)).not_before));
    // The planner asks the contract; the deadline comes with the event, which may be read a moment later.
    const deadline = before.getTime() + 24 * HOUR * 1000;
    await until(
      async () => ((await world.services.withdrawal(large))!.deadline.getTime() === deadline ? true : undefined),
      () => `the deadline to become ${new Date(deadline).toISOString()}`,
    );
  });

  test('waits while an officer holds it, and is paid once it is released and old enough', async () => {
    await watchWithdrawal(world, 'hold_withdrawal', large);
    const held = await waitForRefusal(large, 'held-by-officer');
    expect(held.refusal?.message).toContain(held.deadline.toISOString());
    await world.advanceTime(30 * HOUR);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await world.services.withdrawal(large)).toMatchObject({ state: 'pending' });

    await watchWithdrawal(world, 'release_withdrawal', large);
    await world.waitForWithdrawal(large, 'broadcast');
  });

  test('that is held until its deadline is given back', async () => {
    const id = await world.withdraw(alice, { sats: 50_000n, to });
    await watchWithdrawal(world, 'hold_withdrawal', id);
    await waitForRefusal(id, 'held-by-officer');
    await world.advanceTime(6 * 24 * HOUR);
    await world.services.recheckWithdrawal(id);
    await world.waitForWithdrawal(id, 'refunded');
  });
});
