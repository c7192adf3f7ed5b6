import { bitsOf } from '../host/compare.ts';
import { add, all, concat, eq, implies, ite, not, slt, sub, ult, zext } from '../terms/bits.ts';
import { constant, type Term, TRUE } from '../terms/term.ts';
import { type Ended, flag, i128, u32, u64 } from './ended.ts';
import type { Proof } from './proof.ts';

const none = constant(128, 0n);
const atLeast = (a: Term, b: Term): Term => not(slt(a, b));
const stored = (name: string): Term => ite(flag(`${name} exists`), i128(name), none);

/** Amounts are added and taken in 128 bits: what is claimed of a sum is claimed of one that did not overflow. */
const isSum = (sum: Term, a: Term, b: Term): Term => all(eq(sum, add(a, b)), not(slt(sum, a)));

const argumentOf = (end: Ended, name: string, at: number): Term => bitsOf(end.objects, end.call(name)!.args[at]!);

/** Statements about the tokens' own books. */
export const tokenProofs: readonly Proof[] = [
  {
    id: 'mint',
    statement:
      'integrated_mint(amount) returns only when the reserve manager approved exactly the supply that there is afterwards, supply + amount, and the registry the amount; supply and balance grow by exactly the amount. With `backing`: no mint leaves more supply than backing.',
    bounds: 'Any amount, supply that is not negative, and balance; the answers of both contracts are any.',
    contract: 'istsi-token',
    function: 'integrated_mint',
    parameters: [
      ['to', 'Address'],
      ['amount', 'u64'],
      ['btc_tx_hash', 'BytesN<32>'],
      ['compliance_proof', 'BytesN<32>'],
    ],
    answers: { consume_compliance_proof: 'void', require_backing: 'ReserveStatus' },
    types: { ReserveStatus: ['reserve_ratio: u64', 'total_btc: u64', 'total_istsi: u64'] },
    assume: () => [atLeast(i128('TotalSupply'), none)],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const amount = zext(u64('amount'), 128);
      const after = end.after('TotalSupply');
      return all(
        isSum(after, i128('TotalSupply'), amount),
        eq(zext(argumentOf(end, 'require_backing', 0), 128), after),
        eq(argumentOf(end, 'consume_compliance_proof', 3), u64('amount')),
        isSum(end.after('Balance'), stored('Balance'), amount),
        not(eq(u64('amount'), constant(64, 0n))),
        not(flag('Paused')),
      );
    },
    mutates: ['mint/integratedMint', 'shared/sep41/movements/mint', 'shared/sep41/movements/credit'],
  },
  {
    id: 'allowance',
    statement:
      'spendAllowance(amount) returns only where the allowance lives and is at least the amount, which is not negative; what is left is exactly allowance − amount.',
    bounds: 'Any allowance, ledger and amount.',
    contract: 'fungible-token',
    function: 'shared/sep41/allowances/spendAllowance',
    parameters: [
      ['from', 32],
      ['spender', 32],
      ['amount', 32],
      ['errors', 32],
    ],
    handles: { from: 'Address', spender: 'Address' },
    memory: [
      ['amount', 0, 'amount.high', 64],
      ['amount', 8, 'amount.low', 64],
    ],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const amount = concat(u64('amount.high'), u64('amount.low'));
      const lives = all(flag('Allowance exists'), not(ult(u32('Allowance.live_until_ledger'), u32('ledger'))));
      const allowed = ite(lives, i128('Allowance.amount'), none);
      const isSpendable = all(atLeast(amount, none), atLeast(allowed, amount));
      if (!end.returned) return not(isSpendable);
      const left =
        end.entry('Allowance') === undefined
          ? TRUE
          : implies(not(eq(amount, none)), eq(end.after('Allowance', 'amount'), sub(allowed, amount)));
      return all(isSpendable, left);
    },
  },
  {
    id: 'muxed-id',
    statement:
      'A transfer to an address with an id moves exactly the amount from one balance to the other, and tells the world exactly that id; an amount of 0 tells nobody.',
    bounds: 'Any sender, receiver who is somebody else, id, balances and amount; the registry answers anything.',
    contract: 'fungible-token',
    function: 'transfer',
    parameters: [
      ['from', 'Address'],
      ['to', 'MuxedAddress'],
      ['amount', 'i128'],
    ],
    answers: { verify_operation_compliance: 'bool' },
    assume: () => [not(eq(u64('from'), u64('to')))],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const amount = i128('amount');
      const isNothing = eq(amount, none);
      const event = end.host.events.at(-1);
      if (!event) return isNothing;
      const [paid, got] = end.entries('Balance').map(({ value }) => bitsOf(end.objects, value)) as [Term, Term];
      const before = (name: string): Term => ite(flag(`${name} exists`), i128(name), none);
      return all(
        not(isNothing),
        not(slt(amount, none)),
        eq(paid, sub(before('Balance'), amount)),
        isSum(got, before('Balance#2'), amount),
        not(slt(before('Balance'), amount)),
        eq(bitsOf(end.objects, end.part(event.data, 'to_muxed_id')), u64('to.id')),
        eq(bitsOf(end.objects, end.part(event.data, 'amount')), amount),
      );
    },
    mutates: ['shared/sep41/movements/moveTo', 'shared/sep41/movements/debit', 'shared/sep41/movements/credit'],
  },
  {
    id: 'mint-quota',
    statement:
      'A minter mints only a positive amount within its quota: supply and balance have grown and the quota has shrunk by exactly the amount.',
    bounds:
      'Any minter, receiver, amount, quota, balance and a supply that is not negative; the registry answers anything.',
    contract: 'fungible-token',
    function: 'mint',
    parameters: [
      ['minter', 'Address'],
      ['to', 'Address'],
      ['amount', 'i128'],
    ],
    answers: { verify_operation_compliance: 'bool' },
    assume: () => [atLeast(i128('TotalSupply'), none)],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const amount = i128('amount');
      return all(
        slt(none, amount),
        isSum(end.after('TotalSupply'), i128('TotalSupply'), amount),
        isSum(end.after('Balance'), stored('Balance'), amount),
        eq(end.after('Quota'), sub(stored('Quota'), amount)),
        not(slt(stored('Quota'), amount)),
        not(flag('Paused')),
      );
    },
  },
];
