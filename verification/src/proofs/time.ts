import { add, all, any, eq, ite, not, sub, ule, ult, zext } from '../terms/bits.ts';
import { constant, type Term, TRUE } from '../terms/term.ts';
import { flag, u64, wide } from './ended.ts';
import type { Proof } from './proof.ts';

const n = (value: number | bigint, width = 64): Term => constant(width, value);
const NEVER = n(4_294_967_295);

/** Seconds of pauses up to now, in 128 bits. */
const paused = (): Term =>
  add(wide('Pauses.total'), ite(flag('Paused'), zext(sub(u64('now'), u64('Pauses.since')), 128), n(0, 128)));

/** The same as the contract has it: `paused-time` says that it does not wrap. */
const pausedFor = (): Term =>
  ite(flag('Paused'), add(u64('Pauses.total'), sub(u64('now'), u64('Pauses.since'))), u64('Pauses.total'));

const pauseBegan = (): Term => any(not(flag('Paused')), ule(u64('Pauses.since'), u64('now')));

/** What is said of delays, and of who may decide. */
export const timeProofs: readonly Proof[] = [
  {
    id: 'paused-time',
    statement:
      'The time that the contract was paused is the sum of its pauses, the present one up to now; it traps where that needs more than 64 bits or a pause began in the future.',
    bounds: 'Any pauses and ledger time.',
    contract: 'reserve-manager',
    function: 'running-time/pausedTime',
    parameters: [],
    assume: () => [flag('Pauses exists'), flag('Paused exists')],
    reaches: ['return', 'trap'],
    claim: (end) => {
      const fits = all(pauseBegan(), ult(paused(), n(1n << 64n, 128)));
      return all(end.exactlyIf(fits), end.returned ? eq(zext(end.raw, 128), paused()) : TRUE);
    },
  },
  {
    id: 'deadline-moves',
    statement:
      'A deadline of running time is that much later in ledger time as the contract was paused, or traps; what never comes does not come later either.',
    bounds: 'Any pauses, ledger time and deadline.',
    contract: 'reserve-manager',
    function: 'running-time/toLedgerTime',
    parameters: [['running', 64]],
    assume: () => [flag('Pauses exists'), flag('Paused exists')],
    reaches: ['return', 'trap'],
    claim: (end) => {
      const isNever = eq(u64('running'), NEVER);
      if (!end.returned) return not(isNever);
      return ite(
        isNever,
        eq(end.raw, NEVER),
        all(eq(end.raw, add(u64('running'), pausedFor())), not(ult(end.raw, u64('running')))),
      );
    },
  },
  {
    id: 'due',
    statement:
      'A withdrawal is past its deadline exactly where ledger time less all pauses has reached it: a pause takes no time from anybody.',
    bounds: 'Any pauses, ledger time and withdrawal.',
    contract: 'reserve-manager',
    function: 'withdrawals/isPastDeadline',
    parameters: [['withdrawal', 32]],
    memory: [['withdrawal', 24, 'deadline', 64]],
    assume: () => [flag('Pauses exists'), flag('Paused exists')],
    reaches: ['return'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const isPast = ule(u64('deadline'), sub(u64('now'), pausedFor()));
      return all(ule(pausedFor(), u64('now')), eq(end.raw, ite(isPast, n(1, 32), n(0, 32))));
    },
  },
];
