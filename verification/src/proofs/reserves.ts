import { add, all, any, eq, extract, iff, implies, ite, mul, not, sub, ugt, ule, ult, zext } from '../terms/bits.ts';
import { constant, type Term, TRUE } from '../terms/term.ts';
import { flag, i128, u32, u64, wide } from './ended.ts';
import type { Proof } from './proof.ts';

const number = (value: bigint | number, width = 128): Term => constant(width, value);
const CAPS_NOT_TIGHTER = 475;
/** Of what is read along with what a statement is about. */
const RESERVE_LENGTHS = {
  ...{ 'Setup.config.custodians': 3, 'Setup.config.reserve_script': 34, 'Setup.room': 0 },
  // As layouts 1 and 2 keep it.
  ...{ 'Config.custodians': 3, 'Config.reserve_script': 34 },
};
const FULL = number(10_000);

/** What backs tokens: what there is less what is owed, and never less than nothing. */
const free = (): Term => {
  const [owed, total] = [u64('Books.owed_btc'), u64('Books.total_btc')];
  return zext(ite(ult(owed, total), sub(total, owed), number(0, 64)), 128);
};

const isCovered = (supply: Term): Term =>
  all(ule(supply, free()), not(ult(mul(free(), FULL), mul(supply, zext(u32('Policy.min_ratio_bps'), 128)))));

const isProofFresh = (): Term =>
  any(
    eq(u64('Policy.proof_max_age'), number(0, 64)),
    all(
      flag('Proof exists'),
      ule(u64('Proof.timestamp'), u64('now')),
      ule(sub(u64('now'), u64('Proof.timestamp')), u64('Policy.proof_max_age')),
    ),
  );

const exist = (...names: string[]): Term => all(...names.map((name) => flag(`${name} exists`)));

/** The whole part of reserves x 10000 / supply: what is left over is less than the supply. */
function isRatio(ratio: Term, reserves: Term, supply: Term): Term {
  const scaled = mul(zext(reserves, 256), number(10_000, 256));
  const taken = mul(zext(ratio, 256), zext(supply, 256));
  const floor = all(not(ult(scaled, taken)), ult(sub(scaled, taken), zext(supply, 256)));
  return ite(eq(supply, number(0)), eq(ratio, FULL), any(floor, eq(ratio, number((1n << 64n) - 1n))));
}

/** Statements about what backs the supply. */
export const reserveProofs: readonly Proof[] = [
  {
    id: 'backing',
    statement:
      'The reserve manager approves a supply exactly where it runs, where the supply is at most total_btc − owed_btc and at most the cap on what is issued, where (total_btc − owed_btc) × 10000 ≥ supply × min_ratio_bps, and where the proof of reserves is as fresh as policy demands; no step of it overflows.',
    bounds: 'Any supply, books, caps, policy, proof of reserves and ledger time.',
    contract: 'reserve-manager',
    function: 'require_backing',
    parameters: [['supply_after', 'u64']],
    reaches: ['return', 'refusal'],
    mutates: ['ratio/requireCovered', 'ratio/freeReserves', 'contract/__entry_require_backing'],
    claim: (end) =>
      end.exactlyIf(
        all(
          exist('Paused', 'Caps', 'Books', 'Policy'),
          not(flag('Paused')),
          ule(u64('supply_after'), u64('Caps.most_issued')),
          isCovered(wide('supply_after')),
          isProofFresh(),
        ),
      ),
  },
  {
    id: 'ratio',
    statement:
      'The ratio that the reserve manager reports is the whole part of (total_btc − owed_btc) × 10000 ÷ supply: the rest is less than the supply. It is 10000 when nothing is issued, and the largest number of 64 bits is the only other answer.',
    bounds: 'Any books; any supply of at most 64 bits. Division of 128 bits is taken for what it is to compute.',
    contract: 'reserve-manager',
    function: 'get_reserve_status',
    parameters: [],
    lengths: RESERVE_LENGTHS,
    answers: { total_supply: 'i128' },
    reaches: ['return'],
    timeoutMs: 60_000,
    mutates: ['ratio/freeReserves', 'ratio/statusWith'],
    claim: (end) => {
      const supply = zext(extract(i128('total_supply() 1'), 0, 64), 128);
      if (!end.returned)
        return not(all(any(exist('Setup'), exist('Config')), exist('Books'), eq(i128('total_supply() 1'), supply)));
      return all(
        eq(zext(end.field('total_btc'), 128), free()),
        eq(zext(end.field('total_istsi'), 128), supply),
        isRatio(zext(end.field('reserve_ratio'), 128), zext(end.field('total_btc'), 128), supply),
      );
    },
  },
  {
    id: 'owed',
    statement:
      'owe(amount) adds exactly the amount to what is owed, or refuses: what is owed never wraps, and never exceeds 21 million BTC.',
    bounds: 'Any books and amount.',
    contract: 'reserve-manager',
    function: 'books/owe',
    parameters: [['amount', 64]],
    reaches: ['return', 'refusal', 'trap'],
    claim: (end) => {
      const after = add(wide('Books.owed_btc'), wide('amount'));
      const fits = all(exist('Books'), ule(after, number(2_100_000_000_000_000)));
      return all(end.exactlyIf(fits), end.returned ? eq(zext(end.after('Books', 'owed_btc'), 128), after) : TRUE);
    },
  },
  {
    id: 'owed-no-longer',
    statement:
      'oweNoLonger(amount) takes exactly the amount from what is owed, or traps: what is owed never falls below nothing.',
    bounds: 'Any books and amount.',
    contract: 'reserve-manager',
    function: 'books/oweNoLonger',
    parameters: [['amount', 64]],
    reaches: ['return', 'trap'],
    claim: (end) =>
      all(
        end.exactlyIf(all(exist('Books'), ule(u64('amount'), u64('Books.owed_btc')))),
        end.returned ? eq(end.after('Books', 'owed_btc'), sub(u64('Books.owed_btc'), u64('amount'))) : TRUE,
      ),
  },
  {
    id: 'redemption-cover',
    statement:
      'Payments are allowed at a rate only where everybody could be paid at it: (total_btc − fixed) × 10000 ≥ (supply + owed_btc − fixed) × rate, with fixed at most either.',
    bounds: 'Any books, fixed promises and rate; any supply of at most 64 bits.',
    contract: 'reserve-manager',
    function: 'redemption/isCovered',
    parameters: [['rate', 32]],
    lengths: RESERVE_LENGTHS,
    answers: { total_supply: 'i128' },
    reaches: ['return', 'trap'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const fixed = ite(flag('Fixed exists'), u64('Fixed'), number(0, 64));
      const [total, owed] = [u64('Books.total_btc'), u64('Books.owed_btc')];
      const supply = extract(i128('total_supply() 1'), 0, 64);
      // None of these wraps where it returns: that is claimed too.
      const claims = add(supply, sub(owed, fixed));
      const covered = all(
        ule(fixed, total),
        ule(fixed, owed),
        not(ult(claims, supply)),
        not(ult(mul(zext(sub(total, fixed), 128), FULL), mul(zext(claims, 128), zext(u32('rate'), 128)))),
      );
      return iff(eq(end.raw, number(1, 32)), covered);
    },
  },
  {
    id: 'confirmations',
    statement:
      'An output needs 2 confirmations below 0.1 BTC, 3 below 1 BTC, 6 below 10 BTC and 12 from there: never fewer for more.',
    bounds: 'Any amount.',
    contract: 'reserve-manager',
    function: 'exposure/requiredConfirmations',
    parameters: [['amount', 64]],
    reaches: ['return'],
    claim: (end) => {
      const below = (sats: bigint, count: number, rest: Term): Term =>
        ite(ult(u64('amount'), number(sats, 64)), number(count, 32), rest);
      const expected = below(10_000_000n, 2, below(100_000_000n, 3, below(1_000_000_000n, 6, number(12, 32))));
      return end.returned ? eq(end.raw, expected) : not(TRUE);
    },
  },
  {
    id: 'caps-tighten',
    statement: 'tighten_caps never loosens one: the least deposit does not fall, and no other bound rises.',
    bounds: 'Any caps before and after.',
    contract: 'reserve-manager',
    function: 'tighten_caps',
    parameters: [
      ['by', 'Address'],
      ['caps', 'ReserveCaps'],
    ],
    lengths: RESERVE_LENGTHS,
    answers: { may_throttle: 'bool' },
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const upper = ['most_deposit', 'most_issued', 'most_outflow', 'most_unreported', 'most_withdrawal'];
      const tighter = all(
        not(ult(u64('caps.least_deposit'), u64('Caps.least_deposit'))),
        ...upper.map((name) => ule(u64(`caps.${name}`), u64(`Caps.${name}`))),
      );
      if (!end.returned) return implies(tighter, not(end.refusedWith(CAPS_NOT_TIGHTER)));
      const stored = ['least_deposit', ...upper].map((name) => eq(end.after('Caps', name), u64(`caps.${name}`)));
      return all(tighter, ...stored, ugt(u64('caps.least_deposit'), number(0, 64)));
    },
    mutates: ['contract/__entry_tighten_caps', 'caps/changeCaps'],
  },
  {
    id: 'policy',
    statement:
      'A policy is taken exactly where its least ratio is at least 100 %, its warning at least that, its fee cap from 1 satoshi to 1 BTC, its timeout from an hour to 30 days and its proof at most 365 days old.',
    bounds: 'Any policy.',
    contract: 'reserve-manager',
    function: 'policy/requireSoundPolicy',
    parameters: [['policy', 32]],
    memory: [
      ['policy', 0, 'fee_cap', 64],
      ['policy', 8, 'min_ratio_bps', 32],
      ['policy', 16, 'proof_max_age', 64],
      ['policy', 24, 'warning_ratio_bps', 32],
      ['policy', 32, 'withdrawal_timeout', 64],
    ],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const between = (name: string, least: number, most: number): Term =>
        all(not(ult(u64(name), number(least, 64))), ule(u64(name), number(most, 64)));
      return end.exactlyIf(
        all(
          not(ult(u32('min_ratio_bps'), number(10_000, 32))),
          not(ult(u32('warning_ratio_bps'), u32('min_ratio_bps'))),
          between('fee_cap', 1, 100_000_000),
          between('withdrawal_timeout', 3_600, 30 * 86_400),
          ule(u64('proof_max_age'), number(365 * 86_400, 64)),
        ),
      );
    },
  },
];
