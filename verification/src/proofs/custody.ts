import { equalValues } from '../host/compare.ts';
import { sha256Of, xdrOf } from '../host/ledger.ts';
import { voidValue } from '../host/objects.ts';
import { add, all, any, eq, ite, not, ule, ult } from '../terms/bits.ts';
import { constant, type Term, TRUE, truth, variable } from '../terms/term.ts';
import { type Ended, flag, u32, u64 } from './ended.ts';
import type { Proof } from './proof.ts';

const who = (name: string): Term => variable(name, 64);
const n = (value: number, width = 32): Term => constant(width, value);

const CUSTODIANS = 3;

/** `requireAttested` for lists of one length. */
const attested = (count: number): Proof => ({
  id: `attested-by-${count}`,
  statement: `A call with ${count} attestors is attested exactly where the threshold is at most ${count}, each of them is a custodian, and no two are one; every one of them was asked to authorize the hash of all arguments, and nothing else.`,
  bounds: `${CUSTODIANS} custodians, ${count} attestors: any addresses, any threshold; two arguments, of any values.`,
  contract: 'reserve-manager',
  function: 'custodians/requireAttested',
  parameters: [
    ['attestors', 32],
    ['args', 32],
  ],
  handles: { attestors: 'Vec<Address>' },
  memory: [
    ['args', 0, 'count', { exactly: 2 }],
    ['args', 8, 'values', { to: 'values' }],
    ['values', 0, 'arguments[0]', 64],
    ['values', 8, 'arguments[1]', 64],
  ],
  lengths: {
    attestors: count,
    'Setup.config.custodians': CUSTODIANS,
    'Setup.config.reserve_script': 34,
    'Setup.room': 0,
  },
  assume: () => [flag('Setup exists')],
  reaches: ['return', 'refusal'],
  claim: (end) => {
    const places = Array.from({ length: count }, (_, i) => i);
    const attestors = places.map((i) => who(`attestors[${i}]`));
    const isCustodian = (attestor: Term): Term =>
      any(...Array.from({ length: CUSTODIANS }, (_, i) => eq(attestor, who(`Setup.config.custodians[${i}]`))));
    const isDistinct = attestors.flatMap((a, i) => attestors.slice(i + 1).map((b) => not(eq(a, b))));
    const isEnough = ule(u32('Setup.config.threshold'), n(count));
    const isAttested = all(isEnough, ...attestors.map(isCustodian), ...isDistinct);
    if (!end.returned) return not(isAttested);
    const { objects } = end;
    const whole = objects.vec([u64('arguments[0]'), u64('arguments[1]')]);
    const asked = objects.vec([sha256Of(objects, xdrOf(objects, whole))]);
    const demanded = places.map((i) => objects.vec([end.address(`attestors[${i}]`), asked]));
    return all(
      isAttested,
      truth(end.host.authorized.length === count),
      ...demanded.map((each, i) => equalValues(objects, each, end.host.authorized[i] ?? voidValue())),
    );
  },
});

/** What `requireAttestation` asks of an address: the hash of these arguments. */
const demandOf = (end: Ended, attestor: string): Term => {
  const { objects } = end;
  const whole = objects.vec([u64('arguments[0]'), u64('arguments[1]')]);
  return objects.vec([end.address(attestor), objects.vec([sha256Of(objects, xdrOf(objects, whole))])]);
};

const provedAlone: Proof = {
  id: 'proved-alone',
  statement:
    'Of what a proof settles, one attestor is enough exactly where it is the prover that governance named, which is told from custodians, or else the only custodian that the threshold asks for; whichever it is was asked to authorize the hash of all arguments, and nothing of it happens while the reserve is paused.',
  bounds: `${CUSTODIANS} custodians, one attestor, a prover or none: any addresses, any threshold; two arguments, of any values.`,
  contract: 'reserve-manager',
  function: 'deposit-rules/requireAttestedOrProved',
  parameters: [
    ['attestors', 32],
    ['args', 32],
  ],
  handles: { attestors: 'Vec<Address>' },
  memory: [
    ['args', 0, 'count', { exactly: 2 }],
    ['args', 8, 'values', { to: 'values' }],
    ['values', 0, 'arguments[0]', 64],
    ['values', 8, 'arguments[1]', 64],
  ],
  lengths: {
    attestors: 1,
    'Setup.config.custodians': CUSTODIANS,
    'Setup.config.reserve_script': 34,
    'Setup.room': 0,
    'DepositRules.room': 0,
  },
  assume: () => [flag('Setup exists')],
  reaches: ['return', 'refusal'],
  claim: (end) => {
    const attestor = who('attestors[0]');
    const isNamed = all(flag('DepositRules exists'), flag('DepositRules.rules.prover is given'));
    const isProver = all(isNamed, eq(attestor, who('DepositRules.rules.prover')));
    const isCustodian = any(
      ...Array.from({ length: CUSTODIANS }, (_, i) => eq(attestor, who(`Setup.config.custodians[${i}]`))),
    );
    const isEnough = all(ule(u32('Setup.config.threshold'), n(1)), isCustodian);
    const isAttested = all(any(isProver, isEnough), flag('Paused exists'), not(flag('Paused')));
    if (!end.returned) return not(isAttested);
    return all(
      isAttested,
      eq(end.raw, ite(isProver, n(1), n(0))),
      truth(end.host.authorized.length === 1),
      equalValues(end.objects, demandOf(end, 'attestors[0]'), end.host.authorized[0] ?? voidValue()),
    );
  },
  mutates: ['deposit-rules/requireAttestedOrProved', 'deposit-rules/depositRules'],
};

/** `requireSoundCustodians` for lists of one length. */
const seats = (id: string, count: number): Proof => ({
  id,
  statement: `${count} custodians are taken exactly where no two are one and the threshold is from one to ${count}.`,
  bounds: `${count} custodians: any addresses, any threshold.`,
  contract: 'reserve-manager',
  function: 'custodians/requireSoundCustodians',
  parameters: [
    ['custodians', 32],
    ['threshold', 32],
  ],
  handles: { custodians: 'Vec<Address>' },
  lengths: { custodians: count },
  reaches: ['return', 'refusal'],
  claim: (end) => {
    const custodians = Array.from({ length: count }, (_, i) => who(`custodians[${i}]`));
    const isDistinct = custodians.flatMap((a, i) => custodians.slice(i + 1).map((b) => not(eq(a, b))));
    return end.exactlyIf(all(not(eq(u32('threshold'), n(0))), ule(u32('threshold'), n(count)), ...isDistinct));
  },
});

export const custodyProofs: readonly Proof[] = [
  attested(1),
  attested(2),
  attested(3),
  provedAlone,
  seats('custodian-seats', CUSTODIANS),
  seats('custodian-seats-20', 20),
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
