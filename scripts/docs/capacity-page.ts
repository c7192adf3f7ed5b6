import type { Costs } from '../../contracts/bench/measure-costs.ts';
import { paymentVbytes } from './bitcoin-sizes.ts';
import { type CapacityOf, capacityOf, dayOf, HABITS, LEDGER } from './capacity.ts';

const CALLS: readonly (CapacityOf & { label: string })[] = [
  { label: 'deposits, one by one', entry: 'integration-router.execute_bitcoin_deposit', ...chained(1) },
  { label: 'deposits, six in a call', entry: 'integration-router.execute_batch (largest)', ...chained(6) },
  { label: 'withdrawals', entry: 'integration-router.execute_token_withdrawal', ...chained(1) },
  { label: 'exchanges', entry: 'integration-router.execute_cross_token_exchange', ...chained(1) },
  { label: 'transfers', entry: 'istsi-token.transfer', isOneChain: false, operations: 1 },
];

function chained(operations: number): { isOneChain: true; operations: number } {
  return { isOneChain: true, operations };
}

const RESOURCES = {
  ...{ instructions: 'instructions', write_entries: 'entries written' },
  ...{ write_bytes: 'bytes written', transaction_bytes: 'bytes of transactions' },
};
const PAYMENT_SIZES = [1, 8, 32];
/** Weight units of a block are four million: so many virtual bytes. */
const BLOCK_VBYTES = 1_000_000;
const BLOCKS_PER_DAY = 144;
const HOLDERS = [10_000, 1_000_000];

const count = (value: number): string => Math.floor(value).toLocaleString('en-US');

/** What limits throughput, and what holders cost a day: computed from what the contracts cost (`contracts/costs.json`). */
export function capacityPage(costs: Pick<Costs, 'entries'>): string {
  return [
    '# Capacity',
    'What limits throughput on both chains and what it costs, on paper: computed from `contracts/costs.json`, the exact cost of each call, and from the public network’s limits and prices since SLP-0004. What the services and their database reach on one machine is measured, by `npm run bench`.',
    '## Stellar',
    `A ledger takes ${LEDGER.seconds} seconds, and takes ${count(LEDGER.write_bytes)} bytes of writes, ${count(LEDGER.write_entries)} entries, ${count(LEDGER.transaction_bytes)} bytes of transactions, and ${count(LEDGER.instructions)} instructions of transactions that wait for each other, of which ${LEDGER.chains} chains run side by side (CAP-63). Everybody on the network shares that. If nobody else were there:`,
    stellarTable(costs),
    'Deposits and withdrawals are one chain: each changes the reserve’s books, whose commitment runs over every output, and the supply, against which every mint is checked. Transfers between different people share nothing; they are limited by what they write, most of it the rolling sums that limits need.',
    '**Where one is not enough.** Six deposits in a call come first: the services do that by themselves as soon as deposits wait. A second router and reserve do not help one token: the check that nothing is minted beyond the reserve needs one sum of each, and two reserves of one token would have to trust each other for it. What grows beyond that is a second system: a reserve, a token and custodians of its own, exchanged for the first at the oracle’s price or moved by withdrawing from one and depositing to the other.',
    '## Bitcoin',
    `A payment that spends one coin of a reserve of two of three keys (\`wsh\`), pays so many withdrawals to segwit addresses and has change:`,
    bitcoinTable(),
    `A block has ${count(BLOCK_VBYTES)} vB, ${BLOCKS_PER_DAY} come a day. A payment waits for its change before the next one spends it only where the reserve has too few coins; deposits bring one coin each. So the chain’s limit is far above Stellar’s: what counts here is the fee, which those who withdraw pay, and which shares of a payment divide.`,
    '## What holders cost',
    `Of each holder a month: ${Object.values(HABITS)
      .map(({ label }) => label)
      .join(', ')}. A withdrawal counts with a payment of its own.`,
    holdersTable(costs),
    'The fee of a deposit is the services’ to pay, and of a payment; a transfer, an exchange and a withdrawal are their sender’s, or a sponsor’s. Most of a deposit’s and a withdrawal’s price is rent for the records that keep it from happening twice, for 120 days. Not in it: registration (once), and the price of attention when the network is full (inclusion fees).',
    '## What runs where then',
    [
      '| | up to ten thousand holders | a million |',
      '| --- | --- | --- |',
      '| API, services | one process (`istsi up --config`) | several of the same on machines of their own: they share PostgreSQL, take turns by its locks, and any may die |',
      '| PostgreSQL | on the same machine | its own machine with a replica, `database.url`; the embedded one is for trying out |',
      '| Bitcoin | one node and a second view | a node per custodian and two for the services; the watch set of a million scripts is kept, 42 MB |',
      '| Stellar | two RPCs of other people | an RPC of your own beside another’s: its retention is the time that an outage may last |',
      '| signers | one machine each | the same: a custodian signs a payment of many withdrawals once |',
      '| embedded network and regtest node | for development | for development |',
    ].join('\n'),
    '',
  ].join('\n\n');
}

function stellarTable(costs: Pick<Costs, 'entries'>): string {
  const rows = CALLS.map((call) => {
    const { perLedger, perDay, limit } = capacityOf(costs, call);
    return `| ${call.label} | ${count(perLedger)} | ${(perLedger / LEDGER.seconds).toFixed(1)} | ${count(perDay)} | ${RESOURCES[limit]} |`;
  });
  return ['| | a ledger | a second | a day | limited by |', '| --- | ---: | ---: | ---: | --- |', ...rows].join('\n');
}

function bitcoinTable(): string {
  const rows = PAYMENT_SIZES.map((withdrawals) => {
    const vbytes = paymentVbytes(withdrawals);
    const perBlock = Math.floor(BLOCK_VBYTES / vbytes) * withdrawals;
    const each = Math.ceil(vbytes / withdrawals);
    return `| ${withdrawals} | ${count(vbytes)} | ${count(each)} | ${count(each * 10)} sats | ${count(perBlock * BLOCKS_PER_DAY)} |`;
  });
  return [
    '| withdrawals | vB | each | each at 10 sat/vB | a day, if blocks had nothing else |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function holdersTable(costs: Pick<Costs, 'entries'>): string {
  const days = HOLDERS.map((holders) => dayOf(costs, holders));
  const row = (label: string, values: string[]): string => `| ${label} | ${values.join(' | ')} |`;
  const share = ({ operations }: ReturnType<typeof dayOf>): string => {
    const { perDay } = capacityOf(costs, CALLS[0]!);
    return `${(((operations.deposits ?? 0) / perDay) * 100).toFixed(2)} %`;
  };
  return [
    row(
      'a day',
      HOLDERS.map((holders) => `${count(holders)} holders`),
    ),
    row(
      '---',
      HOLDERS.map(() => '---:'),
    ),
    ...Object.keys(HABITS).map((habit) =>
      row(
        habit,
        days.map(({ operations }) => count(operations[habit] ?? 0)),
      ),
    ),
    row('of the deposits that fit one by one', days.map(share)),
    row(
      'fees and rent on Stellar',
      days.map(({ lumens }) => `${count(Math.ceil(lumens))} XLM`),
    ),
    row(
      'fees on Bitcoin, 10 sat/vB, 32 to a payment',
      days.map(({ operations }) => `${count(bitcoinFees(operations.withdrawals ?? 0))} sats`),
    ),
  ].join('\n');
}

function bitcoinFees(withdrawals: number): number {
  const [most = 1] = PAYMENT_SIZES.slice(-1);
  return Math.ceil(withdrawals / most) * paymentVbytes(most) * 10;
}
