import { add, all, any, eq, ite, not, ule, ult } from '../terms/bits.ts';
import { constant, type Term, TRUE, variable } from '../terms/term.ts';
import { flag, u32, u64 } from './ended.ts';
import type { Proof } from './proof.ts';

const who = (name: string): Term => variable(name, 64);
const n = (value: number, width = 32): Term => constant(width, value);

const CUSTODIANS = 3;

/** `requireAttested` for lists of one length. */
const attested = (count: number): Proof => ({
  id: `attested-by-${count}`,
  statement: `A call with ${count} attestors is attested exactly where the threshold is at most ${count}, each of them is a custodian, and no two are one; every one of them authorized this very call.`,
  bounds: `${CUSTODIANS} custodians, ${count} attestors: any addresses, any threshold.`,
  contract: 'reserve-manager',
  function: 'custodians/requireAttested',
  parameters: [
    ['attestors', 32],
    ['args', 32],
  ],
  handles: { attestors: 'Vec<Address>' },
  memory: [['args', 0, 'no arguments', { to: 'nothing' }]],
  lengths: { attestors: count, 'Config.custodians': CUSTODIANS, 'Config.reserve_script': 34 },
  assume: () => [flag('Config exists')],
  reaches: ['return', 'refusal'],
  claim: (end) => {
    const attestors = Array.from({ length: count }, (_, i) => who(`attestors[${i}]`));
    const isCustodian = (attestor: Term): Term =>
      any(...Array.from({ length: CUSTODIANS }, (_, i) => eq(attestor, who(`Config.custodians[${i}]`))));
    const isDistinct = attestors.flatMap((a, i) => attestors.slice(i + 1).map((b) => not(eq(a, b))));
    const isEnough = ule(u32('Config.threshold'), n(count));
    const asked = end.returned ? constant(0, end.host.authorized.length === count ? 1n : 0n) : TRUE;
    return all(end.exactlyIf(all(isEnough, ...attestors.map(isCustodian), ...isDistinct)), asked);
  },
});

export const custodyProofs: readonly Proof[] = [
  attested(1),
  attested(2),
  attested(3),
  {
    id: 'custodian-seats',
    statement:
      'Custodians are changed only to a list without repetition whose length the threshold does not exceed, and a threshold of at least one.',
    bounds: `${CUSTODIANS} custodians: any addresses, any threshold.`,
    contract: 'reserve-manager',
    function: 'custodians/requireSoundCustodians',
    parameters: [
      ['custodians', 32],
      ['threshold', 32],
    ],
    handles: { custodians: 'Vec<Address>' },
    lengths: { custodians: CUSTODIANS },
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const seats = Array.from({ length: CUSTODIANS }, (_, i) => who(`custodians[${i}]`));
      const isDistinct = seats.flatMap((a, i) => seats.slice(i + 1).map((b) => not(eq(a, b))));
      return end.exactlyIf(all(not(eq(u32('threshold'), n(0))), ule(u32('threshold'), n(CUSTODIANS)), ...isDistinct));
    },
  },
  {
    id: 'custodian-seats-21',
    statement: 'Twenty-one custodians are never taken: no script of the reserve could name as many keys.',
    bounds: '21 custodians: any addresses, any threshold.',
    contract: 'reserve-manager',
    function: 'custodians/requireSoundCustodians',
    parameters: [
      ['custodians', 32],
      ['threshold', 32],
    ],
    handles: { custodians: 'Vec<Address>' },
    lengths: { custodians: 21 },
    reaches: ['refusal'],
    claim: (end) => constant(0, end.returned ? 0n : 1n),
    mutates: [],
  },
  {
    id: 'rate-window',
    statement:
      'Operations of a window are counted one by one and their amounts added, the sum at most the largest number of 64 bits: it never wraps to less. A window that is over begins anew.',
    bounds: 'Any window, length, amount and ledger time.',
    contract: 'integration-router',
    function: 'rate-limits/used',
    parameters: [
      ['window', 32],
      ['length', 64],
      ['amount', 64],
    ],
    memory: [
      ['window', 0, 'held', 64],
      ['window', 8, 'began', 64],
      ['window', 16, 'operations', 32],
    ],
    reaches: ['return'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const isOver = not(ult(u64('now'), add(u64('began'), u64('length'))));
      const sum = add(u64('held'), u64('amount'));
      const saturated = ite(ult(sum, u64('held')), n(-1, 64), sum);
      return all(
        eq(end.resultAt(0, 64), ite(isOver, u64('amount'), saturated)),
        eq(end.resultAt(8, 64), ite(isOver, u64('now'), u64('began'))),
        eq(end.resultAt(16, 32), ite(isOver, n(1), add(u32('operations'), n(1)))),
      );
    },
  },
];
