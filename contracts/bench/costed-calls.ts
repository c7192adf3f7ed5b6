import type { ContractArgs } from '@istsi/soroban-client';
import type { ContractName } from '../src/index.ts';
import { BLOCK, depositArgs, NEVER_EXPIRES, Role, register, txid } from '../test/actions.ts';
import { exchange, fundInventory, ISTSI_PRICE, openExchange, setPrice } from '../test/exchange.ts';
import { approve, grantRole, propose } from '../test/governance.ts';
import type { Person } from '../test/people.ts';
import { addSurplus, sweepOf } from '../test/sweeps.ts';
import { fund, paymentOf, payTo, processPayment, withdraw } from '../test/withdrawals.ts';
import type { World } from '../test/world.ts';

/** A call whose cost is kept. Measuring it changes nothing. */
export interface CostedCall {
  contract: ContractName;
  method: string;
  args: ContractArgs;
  by: Person;
  /** Who else signs. */
  signers?: Person[];
  /** A quiet day's, unless it says something else. */
  case?: 'busy' | 'largest';
}

const QUORUM: Person[] = ['custodian1', 'custodian2'];

/** Brings a world to where each of these calls is an ordinary day's: everybody has done it before. */
export async function prepareCostedCalls(world: World): Promise<CostedCall[]> {
  await openExchange(world);
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  const first = await fund(world, 'first', 100_000n);
  const second = await fund(world, 'second', 100_000n);
  await world.invoke('istsi-token', 'transfer', transferArgs(world), { by: 'alice' });
  await world.invoke('istsi-token', 'approve', approveArgs(world), { by: 'alice' });
  const paid = await withdraw(world, 'paid', { amount: 30_000n });
  const payment = await processPayment(world, [paid.id], paymentOf([paid], [first], 100_000n, 500n));
  await fund(world, 'third', 100_000n, 'bob');
  const owed = await withdraw(world, 'owed', { amount: 30_000n });
  await addSurplus(world, 'surplus', 1_000n);
  await setPrice(world, ISTSI_PRICE);
  await fundInventory(world, { istsi: 50_000n, dollars: 10n ** 12n, from: 'bob' });
  await exchange(world, { user: 'alice', amount: 1_000n });
  const decision = await propose(world, grantRole(world, 'carol', Role.Operator));
  await approve(world, decision);
  return [
    {
      contract: 'integration-router',
      method: 'execute_bitcoin_deposit',
      args: depositArgs(world, { tx: txid('measured') }),
      by: 'operator',
      signers: QUORUM,
    },
    {
      contract: 'integration-router',
      method: 'execute_token_withdrawal',
      args: {
        user: world.address('alice'),
        token_amount: 20_000n,
        btc_address: payTo('measured').address,
        max_fee: 1_000n,
      },
      by: 'alice',
    },
    exchangeOf(world),
    ...decisions(world, decision),
    ...registry(world),
    ...tokens(world),
    {
      contract: 'reserve-manager',
      method: 'process_bitcoin_withdrawal',
      args: {
        attestors: QUORUM.map(world.address),
        withdrawal_ids: [owed.id],
        unsigned_tx: paymentOf([owed], [second], 100_000n, 500n),
      },
      by: 'operator',
      signers: QUORUM,
    },
    {
      contract: 'reserve-manager',
      method: 'process_bitcoin_sweep',
      args: {
        attestors: QUORUM.map(world.address),
        unsigned_tx: sweepOf([second], 100_000n, 500n),
        replaces: undefined,
      },
      by: 'operator',
      signers: QUORUM,
    },
    {
      contract: 'reserve-manager',
      method: 'complete_bitcoin_withdrawal',
      args: { attestors: QUORUM.map(world.address), txid: payment, confirmations: 12, ...BLOCK },
      by: 'operator',
      signers: QUORUM,
    },
    reportOf(world),
  ];
}

const decisions = (world: World, approved: number): CostedCall[] => [
  {
    contract: 'integration-router',
    method: 'emergency_pause',
    args: { caller: world.address('superAdmin'), reason: 'measured' },
    by: 'superAdmin',
  },
  {
    contract: 'integration-router',
    method: 'propose',
    args: { proposer: world.address('superAdmin'), action: grantRole(world, 'bob', Role.Operator) },
    by: 'superAdmin',
  },
  {
    contract: 'integration-router',
    method: 'execute',
    args: { caller: world.address('superAdmin'), id: approved },
    by: 'superAdmin',
  },
];

function registry(world: World): CostedCall[] {
  const caller = world.address('officer');
  return [
    {
      contract: 'kyc-registry',
      method: 'register_identity',
      args: { caller, user: world.address('carol'), tier: 3, country: 'CH', expires_at: NEVER_EXPIRES },
      by: 'officer',
    },
    {
      contract: 'kyc-registry',
      method: 'freeze',
      args: { caller, user: world.address('bob'), reason: 'measured' },
      by: 'officer',
    },
  ];
}

const tokens = (world: World): CostedCall[] => [
  { contract: 'fungible-token', method: 'transfer', args: transferArgs(world), by: 'alice' },
  { contract: 'istsi-token', method: 'transfer', args: transferArgs(world), by: 'alice' },
  { contract: 'istsi-token', method: 'approve', args: approveArgs(world), by: 'alice' },
  {
    contract: 'istsi-token',
    method: 'transfer_from',
    args: { spender: world.address('bob'), from: world.address('alice'), to: world.address('bob'), amount: 100n },
    by: 'bob',
  },
];

const transferArgs = (world: World): ContractArgs => ({
  from: world.address('alice'),
  to: world.address('bob'),
  amount: 100n,
});

const approveArgs = (world: World): ContractArgs => ({
  from: world.address('alice'),
  spender: world.address('bob'),
  amount: 1_000n,
  live_until_ledger: 10_000,
});

const exchangeOf = (world: World): CostedCall => ({
  contract: 'integration-router',
  method: 'execute_cross_token_exchange',
  args: {
    user: world.address('alice'),
    from_token: world.contracts['istsi-token'].contractId,
    to_token: world.contracts['fungible-token'].contractId,
    amount: 1_000n,
    min_out: 1n,
    deadline: 4_000_000_001n,
  },
  by: 'alice',
});

/** The report that completes a quorum, after a price has stood. */
const reportOf = (world: World): CostedCall => ({
  contract: 'price-oracle',
  method: 'submit_prices',
  args: {
    reporter: world.address('reporter3'),
    reports: [{ asset: { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] }, price: ISTSI_PRICE }],
  },
  by: 'reporter3',
});
