import { invocation } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deposit, NEVER_EXPIRES, OperationType, register, txid } from './actions.ts';
import { administer, decree, setLimits } from './governance.ts';
import type { Person } from './people.ts';
import { ledgerTime, prepare } from './prepared.ts';
import { prepare as prepareSigned, send as sendSigned, signWith } from './transaction.ts';
import { payTo } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const DAY_IN_LEDGERS = 17_280;

let world: World;
beforeAll(async () => {
  world = await startWorld({ now: () => Date.parse('2026-12-01T22:00:00Z') });
  for (const person of ['alice', 'bob', 'carol', 'mallory'] as const) await register(world, person, 4);
  for (const person of ['alice', 'bob', 'carol'] as const) {
    await deposit(world, { user: person, amount: 5_000_000n, tx: txid(person) });
  }
  await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 100 });
  await world.invoke('istsi-token', 'approve', allowance(2_000_000n, 2_000_000), { by: 'alice' });
});
afterAll(() => world.stop());

const at = (person: Person): string => world.address(person);
const allowance = (amount: bigint, live_until_ledger: number) => ({
  from: at('alice'),
  spender: at('carol'),
  amount,
  live_until_ledger,
});
const transfer = (from: Person, to: Person, amount = 10n): Promise<void> =>
  world.invoke('istsi-token', 'transfer', { from: at(from), to: at(to), amount }, { by: from });

type Call = [what: string, by: Person, contract: Parameters<typeof prepare>[2], method: string, args: () => object];
const officer = { caller: '', reason: 'prepared' };
const calls: Call[] = [
  ['a transfer', 'alice', 'istsi-token', 'transfer', () => ({ from: at('alice'), to: at('bob'), amount: 1_000n })],
  [
    'a compliance_transfer',
    'alice',
    'istsi-token',
    'compliance_transfer',
    () => ({ from: at('alice'), to: at('bob'), amount: 1_000n }),
  ],
  [
    'a transfer_from',
    'carol',
    'istsi-token',
    'transfer_from',
    () => ({ spender: at('carol'), from: at('alice'), to: at('bob'), amount: 10n }),
  ],
  ['a burn', 'alice', 'istsi-token', 'burn', () => ({ from: at('alice'), amount: 10n })],
  [
    'a burn_from',
    'carol',
    'istsi-token',
    'burn_from',
    () => ({ spender: at('carol'), from: at('alice'), amount: 10n }),
  ],
  ['an approval', 'alice', 'istsi-token', 'approve', () => ({ ...allowance(2_000_000n, 2_500_000) })],
  [
    'a withdrawal',
    'alice',
    'integration-router',
    'execute_token_withdrawal',
    () => ({ user: at('alice'), token_amount: 10_000n, btc_address: payTo('drift').address, max_fee: 500n }),
  ],
  [
    'an override',
    'officer',
    'kyc-registry',
    'override_compliance',
    () => ({
      ...officer,
      caller: at('officer'),
      user: at('alice'),
      operation: OperationType.Transfer,
      amount: 1n,
      expires_at: BigInt(overrideEnd),
    }),
  ],
  [
    'a registration',
    'officer',
    'kyc-registry',
    'register_identity',
    () => ({ caller: at('officer'), user: stranger(), tier: 1, country: 'CH', expires_at: NEVER_EXPIRES }),
  ],
  [
    'one more address',
    'officer',
    'kyc-registry',
    'add_address',
    () => ({ caller: at('officer'), user: at('mallory'), address: stranger() }),
  ],
  ...['freeze', 'unfreeze', 'start_review', 'end_review'].map(
    (method): Call => [
      method,
      'officer',
      'kyc-registry',
      method,
      () => ({ ...officer, caller: at('officer'), user: at('mallory') }),
    ],
  ),
];
let overrideEnd = 0;
const stranger = (): string => Keypair.random().publicKey();

describe.each([
  ['an hour', HOUR],
  ['a day', DAY],
])('prepared before the end of %s and sent after it,', (_, size) => {
  test.each(calls)('%s goes through', async (_what, by, contract, method, args) => {
    const edge = size - ((await ledgerTime(world)) % size);
    await world.advanceTime(edge > 95 ? edge - 90 : size + edge - 90);
    overrideEnd = (await ledgerTime(world)) + DAY;
    // Something happened in this window already.
    await transfer('alice', 'bob');
    const { send } = await prepare(world, by, contract, method, { ...args() });
    await world.advanceTime(120);
    expect(await send()).toBe('SUCCESS');
  });
});

/** What is kept of the last hours and days is brought up to date by whoever comes next, and it costs the same whoever it is. */
describe('prepared right after another one, and sent a day later when all windows have passed,', () => {
  test.each(calls)('%s goes through', async (_what, by, contract, method, args) => {
    overrideEnd = (await ledgerTime(world)) + 2 * DAY;
    await transfer('alice', 'bob');
    await transfer('carol', 'bob');
    const { send } = await prepare(world, by, contract, method, { ...args() });
    await world.advanceTime(DAY + HOUR);
    expect(await send()).toBe('SUCCESS');
  });
});

/** What changes the entries that these calls read and write, or stand in for others that do. */
async function othersAct(): Promise<void> {
  const by = { reason: 'meanwhile' };
  const officers = (method: string, args: object) =>
    world.invoke('kyc-registry', method, { caller: at('superAdmin'), ...args }, { by: 'superAdmin' });
  await transfer('bob', 'alice');
  await transfer('bob', 'carol');
  await deposit(world, { user: 'alice', amount: 1_000n, tx: txid(`meanwhile ${meanwhile++}`) });
  await officers('register_identity', { user: stranger(), tier: 2, country: 'DE', expires_at: NEVER_EXPIRES });
  await officers('set_risk_score', { ...by, user: at('mallory'), score: meanwhile % 7 });
  if (meanwhile < 6) await officers('add_address', { user: at('mallory'), address: stranger() });
  await decree(world, setLimits({ tier: meanwhile % 4, operation: 1, per_operation: 7n, daily: 8n, monthly: 9n }));
  const countries = ['KP', 'IR', 'SY', 'CU', 'XA', 'XB', 'XC', 'XD'].slice(0, meanwhile % 8);
  await administer(world, 'kyc-registry', 'set_country_policy', { policy: { allow_only: false, countries } });
  await administer(world, 'kyc-registry', 'set_caller', { caller: stranger(), registered: true });
  await administer(world, 'kyc-registry', 'set_exempt', { account: stranger(), exempt: true, reason: 'meanwhile' });
  await administer(world, 'istsi-token', 'set_home_domain', { home_domain: `token-${meanwhile}.example` });
}
let meanwhile = 0;

describe('prepared, and sent after others acted,', () => {
  test.each(calls)('%s goes through', async (_what, by, contract, method, args) => {
    overrideEnd = (await ledgerTime(world)) + DAY;
    const { send } = await prepare(world, by, contract, method, { ...args() });
    await othersAct();
    expect(await send()).toBe('SUCCESS');
  });
});

test('what brings somebody under review only when it is sent goes through', async () => {
  await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 9 });
  await world.advanceTime(3 * DAY);
  for (let i = 0; i < 5; i++) await transfer('carol', 'bob');
  // Carol's sixth act of the hour gives 5 points, her seventh 10: the one that is prepared sixth is sent seventh.
  const args = { spender: at('carol'), from: at('alice'), to: at('bob'), amount: 1n };
  const { network, people, contracts } = world;
  const sixth = await prepareSigned({
    network,
    source: people.alice,
    invoke: invocation(contracts['istsi-token'], 'transfer_from', args),
    sign: signWith(network, [people.carol]),
  });
  await transfer('carol', 'bob');
  await sendSigned(network, sixth);
  const { under_review } = await world.read<{ under_review: boolean }>('kyc-registry', 'get_identity', {
    user: at('carol'),
  });
  expect(under_review).toBe(true);
  await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 100 });
  await world.invoke(
    'kyc-registry',
    'end_review',
    { caller: at('officer'), user: at('carol'), reason: 'known' },
    { by: 'officer' },
  );
});

describe.each([
  ['just touched', 0],
  ['at rest for 100 days', 100 * DAY_IN_LEDGERS],
])('with entries %s, prepared and sent twenty minutes later,', (_, rest) => {
  test('everything goes through', { timeout: 120_000 }, async () => {
    if (rest > 0) await world.advanceLedgers(rest);
    for (const [what, by, contract, method, args] of calls) {
      if (rest === 0) await transfer('alice', 'bob');
      overrideEnd = (await ledgerTime(world)) + DAY;
      const { send } = await prepare(world, by, contract, method, { ...args() });
      await world.advanceLedgers(240);
      expect(await send(), what).toBe('SUCCESS');
    }
  });
});
