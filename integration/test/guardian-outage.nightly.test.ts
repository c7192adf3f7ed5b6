import { Role } from '@istsi/contracts/clients/integration-router';
import { type Guardian, HEARTBEAT } from '@istsi/guardian';
import { createSubmitter, fundAccount, openNetwork, signEntry, signStatement } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { defaultLimits, type Outpoint } from '../src/index.ts';
import { propose } from './administer.ts';
import { type GuardianFront, startGuardianFront, type Way } from './guardian-front.ts';
import { appointGuardian, type GuardianSetting, standingOf } from './guardian-world.ts';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const UNREPORTED = 100_000n;
const LARGE = 500_000n;
const HOUR = 3_600;
const UNBOUNDED = 2n ** 64n - 1n;
const key = Keypair.random();
const second = Keypair.random();

let world: World;
let front: GuardianFront;
let setting: GuardianSetting;
let guardian: Guardian | undefined;

beforeAll(async () => {
  front = await startGuardianFront();
  world = await startWorld({
    guardian: { url: front.url, address: key.publicKey() },
    monitor: { everyMs: 300, breaker: defaultLimits, channels: [] },
  });
  setting = await appointGuardian(world, 'guardian', key);
  // What waits for two minutes on a running system waits for a second here.
  await world.services.monitor.changeRule('guardian-unwell', { forSeconds: 1 });
  await world.administer('set_caps', {
    caps: {
      ...{ least_deposit: 1_000n, most_deposit: UNBOUNDED, most_issued: UNBOUNDED, most_outflow: UNBOUNDED },
      ...{ most_unreported: UNREPORTED, most_withdrawal: UNBOUNDED },
    },
  });
  await world.administer('set_payout_rules', {
    rules: { ages: [{ amount: LARGE, age: BigInt(2 * HOUR) }], objection_delay: BigInt(24 * HOUR), veto_objections: 2 },
  });
});
afterAll(async () => {
  await guardian?.stop();
  await world?.stop();
  await front?.stop();
});

async function startGuardian(): Promise<void> {
  guardian = await setting.start();
  front.target = guardian.url;
}

async function untilPart(state: string, diagnosis: RegExp): Promise<void> {
  let last: unknown;
  await until(
    async () => {
      const { parts } = await world.services.monitor.observation();
      last = parts.find(({ part }) => part === 'guardian');
      return (last as { state?: string })?.state === state && diagnosis.test((last as { diagnosis: string }).diagnosis)
        ? true
        : undefined;
    },
    () => `the guardian to be ${state} (${String(diagnosis)}): ${JSON.stringify(last)}`,
  );
}

const alertOf = async (type: string, state: string): Promise<true> =>
  await until(
    async () => {
      const items = await world.services.monitor.alerts({ limit: 100 });
      return items.some((alert) => alert.alertType === type && alert.state === state) ? (true as const) : undefined;
    },
    () => `an alert ${type} that is ${state}`,
  );

async function pay(sats: bigint): Promise<{ outpoint: Outpoint; address: string }> {
  const { address, depositAddress } = await world.createUser(4);
  const [outpoint] = await world.bitcoin.pay([depositAddress, sats]);
  await world.bitcoin.mine(3);
  return { outpoint: outpoint!, address };
}

async function waitsForReport(outpoint: Outpoint): Promise<void> {
  const deposit = await until(
    async () => {
      const found = await world.services.deposit(outpoint);
      return found?.refusal?.code === 'NotReported' ? found : undefined;
    },
    () => 'the deposit to wait for a report',
  );
  expect(deposit.refusal?.message).toMatch(/a guardian has to report it first: .* 100000 sats/);
}

describe('while the guardian is gone', () => {
  let waiting: Awaited<ReturnType<typeof pay>>;

  test('deposits above the governed amount wait and say for whom, others go on, and status and monitor name it', async () => {
    waiting = await pay(LARGE);
    await waitsForReport(waiting.outpoint);
    const small = await pay(40_000n);
    await world.waitFor(small.outpoint, 'minted');
    await untilPart('warning', /does not answer: .*; one deposit waits for its report/);
    await alertOf('guardian-unwell', 'firing');
    expect((await world.services.status()).guardian).toMatchObject({
      ...{ ok: false, error: expect.stringMatching(/does not answer/) },
    });
    expect(await world.services.deposit(waiting.outpoint)).toMatchObject({ state: 'refused' });
  });

  test('everything goes on by itself once it is back', async () => {
    await startGuardian();
    await world.waitFor(waiting.outpoint, 'minted');
    expect(await world.balance(waiting.address)).toBe(LARGE);
    await untilPart('ok', /watches both chains$/);
    expect((await world.services.status()).guardian).toMatchObject({ ok: true });
  });
});

describe('while it cannot be heard', () => {
  test.each<[Way, RegExp]>([
    ['cut', /does not answer/],
    ['slow', /does not answer: .*(timeout|abort)/i],
    ['half-open', /does not answer: .*(timeout|abort)/i],
    ['lying', /is not signed by G/],
    ['stale', /heartbeat is of 20/],
  ])('because its way is %s, that is said, and it reports all the same', async (way, diagnosis) => {
    const facts = { ...standingOf(guardian!), at: new Date(Date.now() - HOUR * 1_000).toISOString() };
    front.kept = JSON.stringify(signStatement(key, HEARTBEAT, JSON.stringify(facts)));
    front.way = way;
    await untilPart('warning', diagnosis);
    const { outpoint, address } = await pay(LARGE);
    await world.waitFor(outpoint, 'minted');
    expect(await world.balance(address)).toBe(LARGE);
    front.way = 'well';
    await untilPart('ok', /watches/);
  });
});

describe('a payout that guardians object to', () => {
  async function object(by: Keypair, id: string): Promise<void> {
    const submitter = createSubmitter({ network: openNetwork(world.sandbox), channels: [world.keys.deployer] });
    const args = { guardian: by.publicKey(), withdrawal_id: Buffer.from(id, 'hex'), reason: 'unknown to me' };
    const outcome = await submitter.submit({
      invoke: world.contracts.reserve.invocation('object_to_withdrawal', args),
      authorize: (entry, terms) => signEntry(entry, by, terms.validUntilLedger, terms.networkPassphrase),
    });
    if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
  }

  test('waits and says so, raises an alarm, and with enough of them is vetoed and refunded', async () => {
    const network = openNetwork(world.sandbox);
    await fundAccount(network, world.sandbox.friendbotUrl, second.publicKey());
    const submitter = createSubmitter({ network, channels: [world.keys.deployer] });
    const action = { tag: 'GrantRole' as const, values: [second.publicKey(), Role.Guardian] as const };
    await propose(submitter, world.contracts, world.keys.superAdmin, action);
    const alice = await world.createHolder(LARGE + 100_000n);
    const before = await world.balance(alice.address);
    const to = await world.bitcoin.call<string>('getnewaddress');
    const id = await world.withdraw(alice, { sats: LARGE, to });

    await object(key, id);
    await until(
      async () => ((await world.services.withdrawal(id))?.refusal?.code === 'objected' ? true : undefined),
      () => 'the withdrawal to say that a guardian objects',
    );
    expect(await world.services.withdrawal(id)).toMatchObject({
      ...{ state: 'pending', txid: null },
      refusal: {
        message: expect.stringMatching(/^a guardian objects: it is paid from 20.* on, unless more of them veto it/),
      },
    });
    await alertOf('payout-objected', 'firing');

    await object(second, id);
    await world.waitForWithdrawal(id, 'refunded');
    expect(await world.balance(alice.address)).toBe(before);
    expect((await world.services.withdrawal(id))?.txid).toBeNull();
    await alertOf('payout-objected', 'resolved');
  });
});
