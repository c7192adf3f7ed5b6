import { createHash } from 'node:crypto';
import { type ContractArgs, uploadWasm } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import { type ContractName, contractNames, loadContract } from '../src/index.ts';
import { releasedLayouts, releasedWasm } from '../src/releases.ts';
import { type Action, decree } from './governance.ts';
import { layoutOf } from './next-version.ts';
import type { Person } from './people.ts';
import { signWith, submit } from './transaction.ts';
import { type Coin, type Owed, payTo, txidOf, unsignedTx } from './withdrawals.ts';
import { openWorld, reserveScript, type World } from './world.ts';

// A system as the first release deployed it, in the middle of its life. What is called here are that release's entries,
// with that release's arguments: they do not change any more, whatever today's entries come to be.

const RELEASE = 1;

/** What is under way when the upgrade comes. */
export interface Life {
  /** Nobody has authorized a payment for it. */
  pending: Owed;
  /** The custodians authorized `payment`, and Bitcoin has not confirmed it. */
  authorized: Owed;
  payment: Buffer;
  /** A proposal that has its approvals, to make bob a System Admin. */
  approved: number;
  /** A proposal that has none, to make carol a System Admin. */
  open: number;
  /** A proposal to revoke the operator's role. */
  revocation: number;
  /** A proposal of an upgrade, of which that release wanted to see no canary. */
  upgrade: number;
  /** Free outputs of the reserve. */
  coins: Coin[];
}

export interface ReleasedWorld {
  world: World;
  life: Life;
}

/** Alice, bob and carol hold iSTSi: alice with an allowance for bob and 1 000 of it frozen, carol blacklisted. */
export async function startReleasedWorld(): Promise<ReleasedWorld> {
  const world = await openWorld({}, { wasmOf, argsOf: constructorArgs });
  await openExchange(world);
  for (const user of ['alice', 'bob', 'carol'] as const) await registerIdentity(world, user);
  const coins = [await deposit(world, 'alice', 'a', 500_000n), await deposit(world, 'bob', 'b', 300_000n)];
  const spent = await deposit(world, 'carol', 'c', 200_000n);
  await fundInventory(world);
  await world.invoke(
    'integration-router',
    'execute_cross_token_exchange',
    {
      user: world.address('alice'),
      from_token: world.contracts['istsi-token'].contractId,
      to_token: world.contracts['fungible-token'].contractId,
      amount: 1_000n,
      min_out: 1n,
      deadline: 4_000_000_000n,
    },
    { by: 'alice' },
  );
  await holdOn(world);
  const pending = await withdraw(world, 'pending', 40_000n);
  const authorized = await withdraw(world, 'authorized', 50_000n);
  const payment = await pay(world, authorized, spent, 200_000n);
  await officer(world, 'blacklist', 'carol');
  await decree(world, {
    tag: 'SetRateLimits',
    values: [
      0,
      { system_amount: 10n ** 12n, system_operations: 500, user_amount: 10n ** 11n, user_operations: 50, window: 600n },
    ],
  });
  const approved = await proposeSystemAdmin(world, 'bob');
  await world.invoke(
    'integration-router',
    'approve',
    { approver: world.address('superAdmin'), id: approved },
    { by: 'superAdmin' },
  );
  const open = await proposeSystemAdmin(world, 'carol');
  const revocation = await propose(world, { tag: 'RevokeRole', values: [world.address('operator'), 3] });
  const token = world.contracts['istsi-token'].contractId;
  const upgrade = await propose(world, { tag: 'UpgradeContract', values: [token, Buffer.alloc(32, 0xab)] });
  return { world, life: { pending, authorized, payment, approved, open, revocation, upgrade, coins } };
}

/**
 * What the operators of that system do, all of it decided by governance: pause, replace the code of every contract,
 * bring what it stored to the new layout, resume. The router comes last: the code that is running decides what the
 * others are asked.
 */
export async function upgradeToToday(world: World): Promise<void> {
  await world.invoke(
    'integration-router',
    'emergency_pause',
    { caller: world.address('superAdmin'), reason: 'upgrade' },
    { by: 'superAdmin' },
  );
  const routerLast = contractNames.toSorted(
    (a, b) => Number(a === 'integration-router') - Number(b === 'integration-router'),
  );
  for (const name of routerLast) {
    const { wasm, hash } = loadContract(name);
    const handle = world.contracts[name];
    await submit({
      network: world.network,
      source: world.people.deployer,
      invoke: uploadWasm(wasm),
      sign: signWith(world.network, []),
    });
    await decree(world, { tag: 'UpgradeContract', values: [handle.contractId, Buffer.from(hash, 'hex')] });
    world.contracts[name] = { contractId: handle.contractId, spec: contract.Spec.fromWasm(Buffer.from(wasm)) };
    if (layoutOf(name) > releasedLayoutOf(name)) await decree(world, { tag: 'Migrate', values: [handle.contractId] });
  }
  await decree(world, { tag: 'Resume' });
}

export const releasedLayoutOf = (name: ContractName): number => releasedLayouts(RELEASE)[name]?.layout ?? 0;

function wasmOf(name: ContractName): Uint8Array {
  const wasm = releasedWasm(RELEASE, name);
  if (!wasm) throw new Error(`release ${RELEASE} has no ${name}`);
  return wasm;
}

function constructorArgs(
  id: (name: ContractName) => string,
  address: (person: Person) => string,
): Record<ContractName, ContractArgs> {
  const router = id('integration-router');
  return {
    'integration-router': {
      super_admins: [address('superAdmin')],
      kyc_registry: id('kyc-registry'),
      istsi_token: id('istsi-token'),
      reserve_manager: id('reserve-manager'),
      operators: [address('operator')],
      compliance_officers: [address('officer')],
      governance: { threshold: 1, delay: 0n, expiry: 604_800n },
    },
    'kyc-registry': { router, callers: [id('istsi-token')] },
    'istsi-token': {
      router,
      kyc_registry: id('kyc-registry'),
      reserve_manager: id('reserve-manager'),
      name: 'iSTSi',
      symbol: 'iSTSi',
    },
    'reserve-manager': {
      router,
      istsi_token: id('istsi-token'),
      custodians: [address('custodian1'), address('custodian2'), address('custodian3')],
      threshold: 2,
      min_ratio_bps: 10_000,
      network: 3,
      reserve_script: reserveScript,
    },
    'fungible-token': {
      admin: router,
      name: 'Digital Dollar',
      symbol: 'DUSD',
      decimals: 7,
      cap: 10n ** 15n,
      kyc_registry: id('kyc-registry'),
    },
    'price-oracle': {
      router,
      base: { tag: 'Other', values: ['USD'] },
      decimals: 14,
      resolution: 60,
      assets: [{ tag: 'Stellar', values: [id('istsi-token')] }],
      config: {
        reporters: [address('reporter1'), address('reporter2'), address('reporter3')],
        quorum: 2,
        max_age: 600n,
        max_deviation_bps: 500,
        max_twap_deviation_bps: 1_000,
      },
    },
  };
}

async function openExchange(world: World): Promise<void> {
  const [istsi, dollar, oracle] = (['istsi-token', 'fungible-token', 'price-oracle'] as const).map(
    (name) => world.contracts[name].contractId,
  );
  const asset = { tag: 'Stellar', values: [istsi] };
  await decree(world, {
    tag: 'UpdateContractAddresses',
    values: [
      [
        { kind: 3, change: 0, contract: dollar },
        { kind: 4, change: 0, contract: oracle },
      ],
    ],
  });
  await decree(world, {
    tag: 'SetExchangeConfig',
    values: [
      {
        oracle,
        fee_bps: 30,
        max_age: 300n,
        max_deviation_bps: 300,
        twap_records: 8,
        tokens: [
          { token: istsi, asset },
          { token: dollar, asset: { tag: 'Other', values: ['USD'] } },
        ],
      },
    ],
  });
  const router = world.contracts['integration-router'].contractId;
  await administer(world, 'kyc-registry', 'set_exempt', { account: router, exempt: true, reason: 'inventory' });
  for (const reporter of ['reporter1', 'reporter2'] as const) {
    const args = { reporter: world.address(reporter), reports: [{ asset, price: 60_000_000_000n }] };
    await world.invoke('price-oracle', 'submit_prices', args, { by: reporter });
  }
}

async function fundInventory(world: World): Promise<void> {
  const to = world.contracts['integration-router'].contractId;
  await world.invoke('istsi-token', 'transfer', { from: world.address('bob'), to, amount: 10_000n }, { by: 'bob' });
  const minter = world.address('superAdmin');
  await administer(world, 'fungible-token', 'set_minter', { minter, quota: 10n ** 12n });
  await world.invoke('fungible-token', 'mint', { minter, to, amount: 10n ** 11n }, { by: 'superAdmin' });
}

/** What holders and officers leave on the books of a token. */
async function holdOn(world: World): Promise<void> {
  const [from, spender] = [world.address('alice'), world.address('bob')];
  await world.invoke(
    'istsi-token',
    'approve',
    { from, spender, amount: 5_000n, live_until_ledger: 100_000 },
    { by: 'alice' },
  );
  await world.invoke(
    'istsi-token',
    'freeze_partial_tokens',
    { user_address: from, amount: 1_000n, operator: world.address('officer') },
    { by: 'officer' },
  );
}

const registerIdentity = (world: World, user: Person): Promise<void> =>
  world.invoke(
    'kyc-registry',
    'register_identity',
    {
      caller: world.address('officer'),
      user: world.address(user),
      tier: 3,
      country: 'CH',
      expires_at: 4_102_444_800n,
    },
    { by: 'officer' },
  );

const officer = (world: World, method: string, user: Person): Promise<void> =>
  world.invoke(
    'kyc-registry',
    method,
    { caller: world.address('officer'), user: world.address(user), reason: 'released' },
    { by: 'officer' },
  );

/** The txid of a made-up transaction of before the upgrade. */
export const releasedTxid = (label: string): Buffer => createHash('sha256').update(`released ${label}`).digest();

async function deposit(world: World, user: Person, label: string, btc_amount: bigint): Promise<Coin> {
  const coin = { txid: releasedTxid(label), vout: 0 };
  const args = {
    caller: world.address('operator'),
    attestors: QUORUM.map(world.address),
    user: world.address(user),
    btc_amount,
    btc_tx_hash: coin.txid,
    btc_vout: coin.vout,
    confirmations: 12,
  };
  await world.invoke('integration-router', 'execute_bitcoin_deposit', args, { by: 'operator', signers: QUORUM });
  return coin;
}

async function withdraw(world: World, label: string, amount: bigint): Promise<Owed> {
  const { address, script } = payTo(label);
  const args = { user: world.address('alice'), token_amount: amount, btc_address: address, max_fee: 1_000n };
  const id = await world.invoke<Buffer>('integration-router', 'execute_token_withdrawal', args, { by: 'alice' });
  return { id: Buffer.from(id), amount, script };
}

async function pay(world: World, owed: Owed, coin: Coin, held: bigint): Promise<Buffer> {
  const unsigned = unsignedTx(
    [coin],
    [
      { amount: owed.amount - 500n, script: owed.script },
      { amount: held - owed.amount, script: reserveScript },
    ],
  );
  const args = { attestors: QUORUM.map(world.address), withdrawal_ids: [owed.id], unsigned_tx: unsigned };
  await world.invoke('reserve-manager', 'process_bitcoin_withdrawal', args, { by: 'operator', signers: QUORUM });
  return txidOf(unsigned);
}

const QUORUM: Person[] = ['custodian1', 'custodian2'];

const propose = (world: World, action: Action): Promise<number> => {
  const proposer = world.address('superAdmin');
  return world.invoke<number>('integration-router', 'propose', { proposer, action }, { by: 'superAdmin' });
};

const proposeSystemAdmin = (world: World, account: Person): Promise<number> =>
  propose(world, { tag: 'GrantRole', values: [world.address(account), 1] });

const administer = (world: World, name: ContractName, method: string, args: ContractArgs): Promise<void> => {
  const { contractId, spec } = world.contracts[name];
  return decree(world, { tag: 'Administer', values: [contractId, method, spec.funcArgsToScVals(method, args)] });
};
