import { decide, deposit, depositArgs, register, txid } from '../test/actions.ts';
import { batchCall, batchId } from '../test/batches.ts';
import { administer, decree, setCustodians } from '../test/governance.ts';
import type { Person } from '../test/people.ts';
import { ledgerTime } from '../test/prepared.ts';
import { fund, paymentOf, payTo, withdraw } from '../test/withdrawals.ts';
import type { World } from '../test/world.ts';
import type { CostedCall } from './costed-calls.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

const EVERYBODY: Person[] = ['custodian1', 'custodian2', 'custodian3', 'custodian4', 'custodian5', 'custodian6'];

/** Alice and bob move tokens on each of 30 days, and in every hour of the last one. */
export async function liveBusily(world: World): Promise<void> {
  await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 100 });
  for (let day = 0; day < 30; day++) {
    await exchangeTokens(world);
    if (day % 10 === 0) {
      await deposit(world, { user: 'alice', amount: 30_000n, tx: txid(`busy ${day}`) });
      await withdraw(world, `busy ${day}`, { amount: 10_000n });
    }
    await world.advanceTime(DAY);
  }
  for (let hour = 0; hour < 24; hour++) {
    await exchangeTokens(world);
    await world.advanceTime(HOUR);
  }
}

async function exchangeTokens(world: World): Promise<void> {
  for (const [from, to] of [
    ['alice', 'bob'],
    ['bob', 'alice'],
  ] as const) {
    await world.invoke('istsi-token', 'transfer', transferArgs(world, from, to), { by: from });
  }
}

/** What users meet: the same calls as on a quiet day, by people who do this all the time. */
export const busyCalls = (world: World): CostedCall[] => [
  {
    contract: 'integration-router',
    method: 'execute_bitcoin_deposit',
    args: depositArgs(world, { tx: txid('measured, busy') }),
    by: 'operator',
    signers: ['custodian1', 'custodian2'],
    case: 'busy',
  },
  {
    contract: 'integration-router',
    method: 'execute_token_withdrawal',
    args: {
      user: world.address('alice'),
      token_amount: 20_000n,
      btc_address: payTo('measured, busy').address,
      max_fee: 1_000n,
    },
    by: 'alice',
    case: 'busy',
  },
  {
    contract: 'istsi-token',
    method: 'transfer',
    args: transferArgs(world, 'alice', 'bob'),
    by: 'alice',
    case: 'busy',
  },
];

/** A spender moves tokens between two others, and comes under review for it: three people are written, three events published. */
export async function largestCalls(world: World): Promise<CostedCall[]> {
  await register(world, 'carol', 4);
  const [from, spender] = [world.address('alice'), world.address('carol')];
  const allowed = { from, spender, amount: 1_000n, live_until_ledger: 2_000_000 };
  await world.invoke('istsi-token', 'approve', allowed, { by: 'alice' });
  await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 40 });
  await decide(world, 'set_risk_score', 'carol', { score: 50 });
  return [
    ...(await attestedByAll(world)),
    {
      contract: 'istsi-token',
      method: 'transfer_from',
      args: { ...transferArgs(world, 'alice', 'bob'), spender: world.address('carol') },
      by: 'carol',
      case: 'largest',
    },
  ];
}

/** Six custodians, all of whom attest. */
async function attestedByAll(world: World): Promise<CostedCall[]> {
  const owed = await withdraw(world, 'owed by all', { amount: 30_000n });
  const output = await fund(world, 'held by all', 100_000n);
  await decree(world, setCustodians(world, EVERYBODY, EVERYBODY.length));
  const attestors = EVERYBODY.map(world.address);
  return [
    {
      contract: 'integration-router',
      method: 'execute_bitcoin_deposit',
      args: depositArgs(world, { tx: txid('measured, largest'), attestors: EVERYBODY }),
      by: 'operator',
      signers: EVERYBODY,
      case: 'largest',
    },
    {
      contract: 'integration-router',
      method: 'execute_batch',
      args: { caller: world.address('operator'), batch: await batchOfDeposits(world) },
      by: 'operator',
      signers: EVERYBODY,
      case: 'largest',
    },
    {
      contract: 'reserve-manager',
      method: 'process_bitcoin_withdrawal',
      args: { attestors, withdrawal_ids: [owed.id], unsigned_tx: paymentOf([owed], [output], 100_000n, 500n) },
      by: 'operator',
      signers: EVERYBODY,
      case: 'largest',
    },
  ];
}

/** As many as a batch takes. */
async function batchOfDeposits(world: World) {
  const calls = [1, 2, 3, 4, 5, 6].map((number) => {
    const args = depositArgs(world, { tx: txid(`measured together ${number}`), attestors: EVERYBODY });
    return batchCall(world, 'integration-router', 'execute_bitcoin_deposit', args, 'bytes');
  });
  const timeout = BigInt((await ledgerTime(world)) + HOUR);
  return { operation_id: batchId('measured'), calls, rollback_calls: [], timeout };
}

const transferArgs = (world: World, from: Person, to: Person) => ({
  from: world.address(from),
  to: world.address(to),
  amount: 100n,
});
