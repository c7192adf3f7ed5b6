import type { ContractArgs } from '@istsi/soroban-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractName, contractNames } from '../src/index.ts';
import { depositArgs, NEVER_EXPIRES, register, stateOf, txid } from './actions.ts';
import { decree, grantRole } from './governance.ts';
import type { Person } from './people.ts';
import { NO_RULES } from './spv-attestor/deposit-rules.ts';
import { reserveScript, startWorld, type World } from './world.ts';

const zeroHash = Buffer.alloc(32);
const NO_CAPS = {
  ...{ least_deposit: 1n, most_deposit: 0n, most_issued: 0n },
  ...{ most_outflow: 0n, most_unreported: 0n, most_withdrawal: 0n },
};

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
  await decree(world, grantRole(world, 'systemAdmin', 1));
});
afterAll(() => world.stop());

type Entry = { contract: ContractName; method: string; args: (world: World) => ContractArgs };

/** Entries that only the router may call, as itself. */
const routerOnly: Entry[] = [
  {
    contract: 'kyc-registry',
    method: 'authorize_operation',
    args: (w) => ({
      consumer: w.address('operator'),
      user: w.address('alice'),
      operation: 0,
      amount: 1n,
      counterparty: undefined,
    }),
  },
  {
    contract: 'kyc-registry',
    method: 'register_integration_event',
    args: (w) => ({ user: w.address('alice'), operation: 0, amount: 1n, metadata: new Map() }),
  },
  {
    contract: 'kyc-registry',
    method: 'set_limits',
    args: () => ({ tier: 1, operation: 0, per_operation: 1n, daily: 1n, monthly: 1n }),
  },
  {
    contract: 'istsi-token',
    method: 'integrated_mint',
    args: (w) => ({ to: w.address('alice'), amount: 1n, btc_tx_hash: zeroHash, compliance_proof: zeroHash }),
  },
  {
    contract: 'reserve-manager',
    method: 'register_bitcoin_deposit',
    args: (w) => ({
      attestors: [w.address('custodian1'), w.address('custodian2')],
      user: w.address('alice'),
      tx_hash: txid('direct'),
      vout: 0,
      amount: 1n,
      confirmations: 12,
      block_height: 1,
      block_hash: zeroHash,
    }),
  },
  { contract: 'reserve-manager', method: 'set_caps', args: () => ({ caps: NO_CAPS }) },
  { contract: 'reserve-manager', method: 'set_redemption_rate', args: () => ({ rate: 1 }) },
  { contract: 'reserve-manager', method: 'set_deposit_rules', args: () => ({ rules: NO_RULES }) },
  {
    contract: 'reserve-manager',
    method: 'set_payout_rules',
    args: () => ({ rules: { ages: [], objection_delay: 3_600n, veto_objections: 1 } }),
  },
  {
    contract: 'reserve-manager',
    method: 'set_custodians',
    args: (w) => ({ custodians: [w.address('mallory')], threshold: 1 }),
  },
  {
    contract: 'istsi-token',
    method: 'integrated_burn',
    args: (w) => ({ from: w.address('alice'), amount: 1n, btc_address: 'x', compliance_proof: zeroHash }),
  },
  { contract: 'istsi-token', method: 'integrated_refund', args: () => ({ withdrawal_id: zeroHash }) },
  { contract: 'istsi-token', method: 'integrated_settle', args: () => ({ withdrawal_id: zeroHash }) },
  {
    contract: 'istsi-token',
    method: 'forced_transfer',
    args: (w) => ({ from: w.address('alice'), to: w.address('bob'), amount: 1n, reason: 'x' }),
  },
  {
    contract: 'istsi-token',
    method: 'admin_burn',
    args: (w) => ({ from: w.address('alice'), amount: 1n, reason: 'x' }),
  },
  {
    contract: 'kyc-registry',
    method: 'set_exempt',
    args: (w) => ({ account: w.address('mallory'), exempt: true, reason: 'x' }),
  },
  {
    contract: 'kyc-registry',
    method: 'set_caller',
    args: (w) => ({ caller: w.address('mallory'), registered: true }),
  },
  {
    contract: 'kyc-registry',
    method: 'set_country_policy',
    args: () => ({ policy: { allow_only: false, countries: [] } }),
  },
  { contract: 'kyc-registry', method: 'set_risk_threshold', args: () => ({ threshold: 100 }) },
  { contract: 'kyc-registry', method: 'set_recovery_delay', args: () => ({ seconds: 86_400n }) },
  {
    contract: 'reserve-manager',
    method: 'record_withdrawal',
    args: () => ({ withdrawal_id: zeroHash, amount: 1n, btc_address: 'x', max_fee: 1n }),
  },
  { contract: 'reserve-manager', method: 'refund_withdrawal', args: () => ({ withdrawal_id: zeroHash }) },
  { contract: 'reserve-manager', method: 'set_reserve_script', args: () => ({ reserve_script: reserveScript }) },
  {
    contract: 'reserve-manager',
    method: 'set_policy',
    args: () => ({
      policy: { fee_cap: 1n, min_ratio_bps: 1, proof_max_age: 0n, warning_ratio_bps: 1, withdrawal_timeout: 1n },
    }),
  },
  {
    contract: 'price-oracle',
    method: 'set_config',
    args: (w) => ({
      config: {
        max_age: 600n,
        max_deviation_bps: 500,
        max_twap_deviation_bps: 500,
        quorum: 3,
        reporters: (['mallory', 'alice', 'bob'] as const).map(w.address),
      },
    }),
  },
  ...(['istsi-token', 'fungible-token'] as const).map(
    (contract): Entry => ({ contract, method: 'set_home_domain', args: () => ({ home_domain: 'mallory.example' }) }),
  ),
  ...['add_asset', 'reset_feed'].map(
    (method): Entry => ({
      contract: 'price-oracle',
      method,
      args: (w) => ({ asset: { tag: 'Stellar', values: [w.contracts['fungible-token'].contractId] } }),
    }),
  ),
  {
    contract: 'price-oracle',
    method: 'start_feed',
    args: (w) => ({ asset: { tag: 'Stellar', values: [w.contracts['istsi-token'].contractId] }, price: 1n }),
  },
  {
    contract: 'fungible-token',
    method: 'set_minter',
    args: (w) => ({ minter: w.address('mallory'), quota: 1n }),
  },
  { contract: 'fungible-token', method: 'set_kyc_registry', args: () => ({ kyc_registry: undefined }) },
  { contract: 'fungible-token', method: 'offer_admin', args: (w) => ({ to: w.address('mallory') }) },
  ...contractNames
    .filter((name) => name !== 'integration-router')
    .flatMap((contract): Entry[] => [
      { contract, method: 'set_paused', args: () => ({ paused: true }) },
      { contract, method: 'upgrade', args: () => ({ new_wasm_hash: zeroHash }) },
      { contract, method: 'migrate', args: () => ({}) },
    ]),
];

describe('nobody but the router', () => {
  const callers: Person[] = ['superAdmin', 'systemAdmin', 'officer', 'operator', 'alice', 'mallory'];
  const table = routerOnly.flatMap((entry) => callers.map((caller) => ({ ...entry, caller })));

  test.each(table)('calls $method of $contract: not $caller', async ({ contract, method, args, caller }) => {
    const before = await stateOf(world);
    const attempt = world.invoke(contract, method, args(world), { by: caller, alone: true });
    await expect(attempt).rejects.toMatchObject({ kind: 'auth' });
    // With the router's authorization in the transaction, but nobody who could have given it.
    await expect(world.invoke(contract, method, args(world), { by: caller, blindly: true })).rejects.toThrow();
    expect(await stateOf(world)).toEqual(before);
  });
});

const compliance: { method: string; more: ContractArgs }[] = [
  { method: 'register_identity', more: { tier: 1, country: 'CH', expires_at: NEVER_EXPIRES } },
  { method: 'add_address', more: {} },
  { method: 'set_tier', more: { tier: 4, reason: 'x' } },
  { method: 'set_status', more: { status: 1, reason: 'x' } },
  { method: 'set_expiry', more: { expires_at: NEVER_EXPIRES, reason: 'x' } },
  { method: 'set_risk_score', more: { score: 0, reason: 'x' } },
  ...['freeze', 'unfreeze', 'blacklist', 'remove_from_blacklist', 'start_review', 'end_review'].map((method) => ({
    method,
    more: { reason: 'x' },
  })),
];

describe('nobody but a compliance officer or a Super Admin decides about identities', () => {
  const wrong: Person[] = ['systemAdmin', 'operator', 'custodian1', 'alice', 'mallory'];
  const table = compliance.flatMap(({ method, more }) => wrong.map((caller) => ({ method, more, caller })));
  const argsFor = (caller: string, more: ContractArgs): ContractArgs => ({
    caller,
    user: world.address('alice'),
    address: world.address('bob'),
    ...more,
  });

  test.each(table)('$method: not $caller', async ({ method, more, caller }) => {
    const before = await stateOf(world);
    const args = argsFor(world.address(caller), more);
    await expect(world.invoke('kyc-registry', method, args, { by: caller })).rejects.toMatchObject({ code: 101 });
    expect(await stateOf(world)).toEqual(before);
  });

  test.each(compliance)("$method: not in an officer's name without their signature", async ({ method, more }) => {
    const args = argsFor(world.address('officer'), more);
    await expect(world.invoke('kyc-registry', method, args, { by: 'mallory', alone: true })).rejects.toMatchObject({
      kind: 'auth',
    });
  });
});

describe("the router's own entries", () => {
  type Rule = { method: string; more: (world: World) => ContractArgs; allowed: Person[]; as?: string };
  const governing: Person[] = ['superAdmin'];
  const pausing: Person[] = ['superAdmin', 'systemAdmin', 'officer'];
  const overriding: Person[] = ['superAdmin', 'officer'];
  const operating: Person[] = ['superAdmin', 'systemAdmin', 'operator'];
  const administering: Person[] = ['superAdmin', 'systemAdmin'];
  const rules: Rule[] = [
    { method: 'propose', more: () => ({ action: { tag: 'Resume' } }), allowed: governing, as: 'proposer' },
    { method: 'approve', more: () => ({ id: 1 }), allowed: governing, as: 'approver' },
    { method: 'execute', more: () => ({ id: 1 }), allowed: governing },
    { method: 'cancel', more: () => ({ id: 1 }), allowed: governing },
    { method: 'emergency_pause', more: () => ({ reason: 'x' }), allowed: pausing },
    { method: 'pause_router', more: () => ({ reason: 'x' }), allowed: pausing },
    { method: 'request_stop', more: () => ({ reason: 'x' }), allowed: pausing },
    { method: 'set_mode', more: () => ({ mode: 1 }), allowed: pausing },
    {
      method: 'resolve_operation',
      more: () => ({ operation_id: zeroHash, action: 2, reason: 'x' }),
      allowed: overriding,
    },
    ...[0, 1, 2].flatMap((role): Rule[] => [
      { method: 'grant_role', more: (w) => ({ account: w.address('mallory'), role }), allowed: [] },
      {
        method: 'revoke_role',
        more: (w) => ({ account: w.address('superAdmin'), role }),
        allowed: role === 0 ? [] : governing,
      },
    ]),
    ...['grant_role', 'revoke_role'].map(
      (method): Rule => ({
        method,
        more: (w) => ({ account: w.address('mallory'), role: 3 }),
        allowed: administering,
      }),
    ),
    {
      method: 'execute_bitcoin_deposit',
      more: (w) => ({ ...depositArgs(w, {}), caller: undefined }),
      allowed: operating,
    },
  ];
  const roleHolders: Person[] = ['superAdmin', 'systemAdmin', 'officer', 'operator'];
  const everybody: Person[] = [...roleHolders, 'custodian1', 'alice', 'mallory'];
  const table = rules.flatMap(({ method, more, allowed, as = 'caller' }) =>
    everybody
      .filter((caller) => !allowed.includes(caller))
      .map((caller) => ({ method, more, caller, as, code: roleHolders.includes(caller) ? 2 : 1 })),
  );

  test.each(table)('$method refuses $caller with $code', async ({ method, more, caller, as, code }) => {
    const before = await stateOf(world);
    const args = { ...more(world), [as]: world.address(caller) };
    const attempt = world.invoke('integration-router', method, args, {
      by: caller,
      signers: ['custodian1', 'custodian2'],
    });
    await expect(attempt).rejects.toMatchObject({ code });
    expect(await stateOf(world)).toEqual(before);
  });

  test.each(rules)(
    '$method refuses a stranger in the name of a Super Admin',
    async ({ method, more, as = 'caller' }) => {
      const args = { ...more(world), [as]: world.address('superAdmin') };
      await expect(
        world.invoke('integration-router', method, args, { by: 'mallory', alone: true }),
      ).rejects.toMatchObject({ kind: 'auth' });
    },
  );
});

test('an entry that changes state is in one of these tables, or speaks for its own holder', () => {
  const covered = new Set([
    ...routerOnly.map(({ contract, method }) => `${contract}.${method}`),
    ...compliance.map(({ method }) => `kyc-registry.${method}`),
    ...[
      'propose',
      'approve',
      'execute',
      'cancel',
      'emergency_pause',
      'request_stop',
      'pause_router',
      'set_mode',
      'resolve_operation',
      'grant_role',
      'revoke_role',
      'execute_bitcoin_deposit',
    ].map((m) => `integration-router.${m}`),
    // The holder's own, tested where they belong.
    ...[
      'offer_role',
      'accept_role',
      'execute_batch',
      'rollback_batch',
      'execute_token_withdrawal',
      'execute_cross_token_exchange',
      'settle_operation',
      // Anybody's, while the system is stopped.
      'pause_contract',
      'rollback_operation',
    ].map((m) => `integration-router.${m}`),
    ...['approve', 'transfer', 'transfer_from', 'burn', 'burn_from'].flatMap((m) => [
      `istsi-token.${m}`,
      `fungible-token.${m}`,
    ]),
    'istsi-token.compliance_transfer',
    'fungible-token.mint',
    'fungible-token.accept_admin',
    'kyc-registry.consume_compliance_proof',
    'kyc-registry.authorize_transfer',
    // The officers', the custodians' and the reporters', likewise.
    ...['freeze_partial_tokens', 'unfreeze_partial_tokens', 'recover_balance'].map((m) => `istsi-token.${m}`),
    ...['override_compliance', 'request_recovery', 'stop_recovery', 'finish_recovery'].map((m) => `kyc-registry.${m}`),
    ...[
      'process_bitcoin_withdrawal',
      'process_bitcoin_sweep',
      'complete_bitcoin_withdrawal',
      'publish_proof',
      'write_off_output',
      'add_reserve',
      'register_returnable',
      'undo_batch',
      'correct_payment',
      'reinstate_output',
    ].map((m) => `reserve-manager.${m}`),
    // The guardians', the throttle's, officers' and owners'.
    ...[
      'report_deposit',
      'tighten_caps',
      'propose_return',
      'approve_return',
      'hold_return',
      'name_return',
      'object_to_withdrawal',
      'hold_withdrawal',
      'release_withdrawal',
    ].map((m) => `reserve-manager.${m}`),
    // Anybody's.
    'kyc-registry.rehearse',
    'reserve-manager.rehearse',
    'reserve-manager.share_loss',
    'reserve-manager.abandon_sweep',
    'price-oracle.submit_prices',
  ]);
  const reads =
    /^(get_|has_|may_|kind$|verify_|required_|require_|__constructor$|version$|paused$|balance$|allowance$|name$|symbol$|decimals$|home_domain$|total_|address_(index|count)$|identity_of$|cap$|quota$|quote_|is_|batch_compliance_check$|recovery_target$|score_risk$|assets$|base$|lastprice$|prices?$|resolution$|twap$|generate_|parse_transaction$|script_of_)/;
  const entries = contractNames.flatMap((name) =>
    world.contracts[name].spec.funcs().map((f) => `${name}.${f.name.toString()}`),
  );
  expect(entries.filter((entry) => !covered.has(entry) && !reads.test(entry.split('.')[1]!))).toEqual([]);
});
