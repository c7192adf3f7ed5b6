import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContractName } from '../src/index.ts';
import { deposit, OperationType, Role, register, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import {
  type Action,
  AddressChange,
  administer,
  approve,
  ContractKind,
  cancel,
  decree,
  propose,
  registerOthers,
  setLimits,
  setRateLimits,
  updateContracts,
} from './governance.ts';
import { hold, LONGEST_RULES, release, setPayoutRules } from './payout-watch.ts';
import { NO_RULES, setDepositRules } from './spv-attestor/deposit-rules.ts';
import { type Owed, payTo, rollback, TIMEOUT, withdraw } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

/*
 * Whoever watches the ledger knows what was decided, from the contract that it concerns: each decision has its event, with
 * what it is about as topics.
 */
let world: World;
let owed: Owed;
beforeAll(async () => {
  world = await startWorld({ governance: { superAdmins: ['superAdmin', 'carol'] } });
  await registerOthers(world);
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await deposit(world, { amount: 1_000_000n, tx: txid('told') });
});
afterAll(() => world.stop());

const at = (person: Parameters<World['address']>[0]): string => world.address(person);
const id = (name: ContractName): string => world.contracts[name].contractId;
const RATES = { system_amount: 10n ** 12n, system_operations: 500, user_amount: 10n ** 11n, user_operations: 50 };
const POLICY = {
  fee_cap: 900_000n,
  min_ratio_bps: 10_000,
  proof_max_age: 0n,
  warning_ratio_bps: 10_000,
  withdrawal_timeout: BigInt(TIMEOUT),
};
const ASSET = { tag: 'Other', values: ['EUR'] };
const act = (action: Action) => (): Promise<void> => decree(world, action);
const setting = (name: ContractName, method: string, args: () => Record<string, unknown>) => (): Promise<void> =>
  administer(world, name, method, args());
const token = (method: string, args: Record<string, unknown>) => (): Promise<void> =>
  world.invoke('istsi-token', method, { ...args, operator: at('officer') }, { by: 'officer' });
const DOLLAR = (change: number) => (): Promise<void> =>
  decree(world, updateContracts({ kind: ContractKind.FungibleToken, change, contract: id('fungible-token') }));

type Told = [contract: ContractName, topics: () => unknown[], data?: unknown];
const ROUTER = 'integration-router';

test.each<[string, () => Promise<unknown>, ...Told]>([
  [
    'rates',
    act(setRateLimits(OperationType.TokenWithdrawal, { ...RATES, window: 600n })),
    ROUTER,
    () => ['rate_limits_changed', OperationType.TokenWithdrawal],
    { ...RATES, window: 600n },
  ],
  [
    'limits',
    act(setLimits({ tier: 4, operation: 1, per_operation: 5n, daily: 10n ** 9n, monthly: 10n ** 10n })),
    'kyc-registry',
    () => ['limits_changed', 4, 1],
    { per_operation: 5n, daily: 10n ** 9n, monthly: 10n ** 10n },
  ],
  [
    'the rules of governance',
    act({ tag: 'SetGovernance', values: [{ threshold: 1, delay: 0n, expiry: 700_000n }] }),
    ROUTER,
    () => ['governance_changed'],
    { threshold: 1, delay: 0n, expiry: 700_000n },
  ],
  [
    'that a contract goes',
    DOLLAR(AddressChange.Deregister),
    ROUTER,
    () => ['contract_deregistered', 3, id('fungible-token')],
  ],
  [
    'that a contract comes',
    DOLLAR(AddressChange.Register),
    ROUTER,
    () => ['contract_registered', 3, id('fungible-token')],
  ],
  [
    'which contract is used',
    DOLLAR(AddressChange.Prefer),
    ROUTER,
    () => ['contract_preferred', 3, id('fungible-token')],
  ],
  [
    'what batches may call',
    () => decree(world, { tag: 'SetBatchCall', values: [id('istsi-token'), 'burn', true] }),
    ROUTER,
    () => ['batch_call_changed', id('istsi-token'), 'burn'],
    { allowed: true },
  ],
  [
    'that a setting changed',
    setting('reserve-manager', 'set_policy', () => ({ policy: POLICY })),
    ROUTER,
    () => ['administered', id('reserve-manager'), 'set_policy'],
  ],
  [
    'the policy of the reserve',
    setting('reserve-manager', 'set_policy', () => ({ policy: POLICY })),
    'reserve-manager',
    () => ['policy_changed'],
    { policy: POLICY },
  ],
  [
    'the rules for deposits',
    () => setDepositRules(world, { guardian_from: 7n }),
    'reserve-manager',
    () => ['deposit_rules_changed'],
    { rules: { ...NO_RULES, guardian_from: 7n } },
  ],
  [
    'the rules for payouts',
    () => setPayoutRules(world, LONGEST_RULES),
    'reserve-manager',
    () => ['payout_rules_changed'],
    { rules: LONGEST_RULES },
  ],
  [
    'the countries',
    setting('kyc-registry', 'set_country_policy', () => ({ policy: { allow_only: true, countries: ['CH', 'DE'] } })),
    'kyc-registry',
    () => ['country_policy_changed'],
    { allow_only: true, countries: ['CH', 'DE'] },
  ],
  [
    'the risk that is too much',
    setting('kyc-registry', 'set_risk_threshold', () => ({ threshold: 77 })),
    'kyc-registry',
    () => ['risk_threshold_changed'],
    { threshold: 77 },
  ],
  [
    'how long a recovery waits',
    setting('kyc-registry', 'set_recovery_delay', () => ({ seconds: 172_800n })),
    'kyc-registry',
    () => ['recovery_delay_changed'],
    { seconds: 172_800n },
  ],
  [
    'who is part of the system',
    setting('kyc-registry', 'set_exempt', () => ({ account: at('reporter1'), exempt: true, reason: 'treasury' })),
    'kyc-registry',
    () => ['exemption_changed', at('reporter1')],
    { exempt: true, reason: 'treasury' },
  ],
  [
    'which contract books transfers',
    setting('kyc-registry', 'set_caller', () => ({ caller: id('fungible-token'), registered: true })),
    'kyc-registry',
    () => ['caller_changed', id('fungible-token')],
    { registered: true },
  ],
  [
    'who mints dollars',
    setting('fungible-token', 'set_minter', () => ({ minter: at('bob'), quota: 5n })),
    'fungible-token',
    () => ['minter_set', at('bob')],
    { quota: 5n },
  ],
  [
    'which registry checks dollars',
    setting('fungible-token', 'set_kyc_registry', () => ({ kyc_registry: id('kyc-registry') })),
    'fungible-token',
    () => ['registry_changed'],
    { kyc_registry: undefined },
  ],
  [
    'that an asset has prices',
    setting('price-oracle', 'add_asset', () => ({ asset: ASSET })),
    'price-oracle',
    () => ['feed_reset', ['Other', 'EUR']],
  ],
  [
    'with which price it begins',
    setting('price-oracle', 'start_feed', () => ({ asset: ASSET, price: 10n ** 14n })),
    'price-oracle',
    () => ['feed_started', ['Other', 'EUR']],
    { price: 10n ** 14n },
  ],
  [
    'who reports prices',
    setting('price-oracle', 'set_config', () => ({
      config: {
        reporters: [at('reporter1'), at('reporter2'), at('reporter3')],
        quorum: 3,
        max_age: 500n,
        max_deviation_bps: 400,
        max_twap_deviation_bps: 900,
      },
    })),
    'price-oracle',
    () => ['oracle_configured'],
    { quorum: 3, reporters: 3, max_age: 500n, max_deviation_bps: 400, max_twap_deviation_bps: 900 },
  ],
  [
    'that tokens are frozen',
    () => token('freeze_partial_tokens', { user_address: at('alice'), amount: 7n })(),
    'istsi-token',
    () => ['tokens_frozen', at('alice')],
    7n,
  ],
  [
    'that they no longer are',
    () => token('unfreeze_partial_tokens', { user_address: at('alice'), amount: 7n })(),
    'istsi-token',
    () => ['tokens_unfrozen', at('alice')],
    7n,
  ],
  [
    'that a role is given',
    act0(() => ({ tag: 'GrantRole', values: [at('mallory'), Role.Guardian] })),
    ROUTER,
    () => ['role_granted', at('mallory'), Role.Guardian],
    { by: undefined },
  ],
  [
    'that it is taken',
    act0(() => ({ tag: 'RevokeRole', values: [at('mallory'), Role.Guardian] })),
    ROUTER,
    () => ['role_revoked', at('mallory'), Role.Guardian],
    { by: undefined },
  ],
  [
    'that one is offered',
    () =>
      world.invoke(
        ROUTER,
        'offer_role',
        { caller: at('operator'), to: at('bob'), role: Role.Operator },
        { by: 'operator' },
      ),
    ROUTER,
    () => ['role_offered', at('bob'), Role.Operator],
    { from: undefined },
  ],
])('of what governance and officers decide, it is told: %s', async (_, decide, contract, topics, data) => {
  await decide();
  const seen = (await eventsOf(world, 'latest')).filter((event) => event.contract === contract);
  const found = seen.find((event) => JSON.stringify(event.topics) === JSON.stringify(topics()));
  expect(found, JSON.stringify(seen.map((event) => event.topics))).toBeDefined();
  if (typeof data === 'bigint') expect(found?.data).toBe(data);
  else if (data) {
    // Who, where a person is known only once the world is there.
    const wanted = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
    expect(found?.data).toMatchObject(wanted);
    for (const key of Object.keys(data)) expect(found?.data).toHaveProperty(key);
  }
});

function act0(action: () => Action): () => Promise<void> {
  return () => decree(world, action());
}

const latest = async (): Promise<object[]> =>
  (await eventsOf(world, 'latest')).map(({ topics, data }) => ({ topics, data }));
const told = (topics: unknown[], data: object): object => ({ topics, data: expect.objectContaining(data) });

test('a proposal is told when it is made, approved, objected to and given up', async () => {
  const action = { tag: 'GrantRole', values: [at('mallory'), Role.Guardian] };
  const proposal = await propose(world, action);
  expect(await latest()).toContainEqual(told(['proposal_created', proposal, at('superAdmin')], {}));
  await approve(world, proposal);
  expect(await latest()).toContainEqual(told(['proposal_approved', proposal, at('superAdmin')], { approvals: 1 }));
  await cancel(world, proposal, 'carol');
  expect(await latest()).toContainEqual(told(['proposal_objected', proposal, at('carol')], { objections: 1 }));
  await cancel(world, proposal);
  expect(await latest()).toContainEqual(told(['proposal_cancelled', proposal, at('superAdmin')], {}));
});

test('a withdrawal is told when it is asked for, held, released and given back', async () => {
  await decree(
    world,
    setLimits({ tier: 4, operation: 1, per_operation: 10n ** 8n, daily: 10n ** 9n, monthly: 10n ** 10n }),
  );
  const { script } = payTo('told');
  owed = await withdraw(world, 'told', { amount: 20_000n });
  const topic = Buffer.from(owed.id);
  expect(await latest()).toContainEqual(
    told(['withdrawal_recorded', topic], { amount: 20_000n, script: Buffer.from(script) }),
  );
  await hold(world, owed.id);
  expect(await latest()).toContainEqual(
    told(['withdrawal_held', topic], { by: at('officer'), reason: 'looks stolen' }),
  );
  await release(world, owed.id);
  expect(await latest()).toContainEqual(told(['withdrawal_released', topic], { by: at('officer') }));
  await world.advanceTime(TIMEOUT + 60);
  await rollback(world, owed.id);
  expect(await latest()).toContainEqual(told(['withdrawal_refunded', topic], { amount: 20_000n }));
  expect(await latest()).toContainEqual(told(['operation_settled', topic], {}));
});
