import type { Ended } from '../src/proofs/ended.ts';
import type { Proof } from '../src/proofs/proof.ts';
import { add, not } from '../src/terms/bits.ts';
import { inOrder } from '../src/terms/smt.ts';
import { replaced } from '../src/terms/substitute.ts';
import { constant, type Term, variable } from '../src/terms/term.ts';

/** A statement made false: that it is refuted shows that it says something, and that its inputs are possible. */
export type Wrong = (claim: Proof['claim']) => Proof['claim'];

/** The claim speaks of the number after an input. */
export const next =
  (input: string): Wrong =>
  (claim) =>
  (end) => {
    const term = claim(end);
    const found = [...inOrder([term])].find(({ op, name }) => op === 'var' && name === input);
    if (!found) return term;
    return replaced(term, found, found.width === 0 ? not(found) : after(found));
  };

/** The claim takes somebody else for an input that is an address. */
export const somebodyElse = (input: string): Wrong =>
  seen((end, key) =>
    key === 'address' ? (name: string) => end.address(name === input ? 'somebody else' : name) : undefined,
  );

/** The function is said to have returned, or left in memory, the number after what it did. */
export const resultAfter: Wrong = seen((end, key) => {
  if (key === 'raw') return end.returned ? after(end.raw) : undefined;
  return key === 'resultAt' ? (offset: number, bits: number) => after(end.resultAt(offset, bits)) : undefined;
});

/** A field of what was told is said to be another one. */
export const told = (field: string): Wrong =>
  seen((end, key) =>
    key === 'part'
      ? (value: Term, name: string) => (name === field ? end.objects.u64(variable('told', 64)) : end.part(value, name))
      : undefined,
  );

/** Nobody is said to have been asked for more than the call's own arguments. */
export const askedForNothing: Wrong = seen((end, key) =>
  key === 'host' ? { ...end.host, authorized: end.host.authorized.map(() => end.objects.vec([])) } : undefined,
);

/** A global of the module is said to be the number after what it is, or memory to have a page more. */
export const globalAfter: Wrong = seen((end, key) =>
  key === 'global' ? (index: number) => after(end.global(index)) : undefined,
);
export const pageMore: Wrong = seen((end, key) => (key === 'pages' ? end.pages + 1 : undefined));

/** What is said never to be is said to be, and the other way round. */
export const opposite: Wrong = (claim) => (end) => not(claim(end));

const after = (term: Term): Term => add(term, constant(term.width, 1));

function seen(otherwise: (end: Ended, key: string) => unknown): Wrong {
  return (claim) => (end) =>
    claim(
      new Proxy(end, { get: (target, key, self) => otherwise(target, String(key)) ?? Reflect.get(target, key, self) }),
    );
}

/** For each statement, what makes it false. */
export const wrongs: Record<string, Record<string, Wrong>> = {
  backing: {
    owed: next('Books.owed_btc'),
    cap: next('Caps.most_issued'),
    pause: next('Paused'),
    proof: next('Proof.timestamp'),
  },
  ratio: { reserves: next('Books.total_btc') },
  owed: { amount: next('amount'), owed: next('Books.owed_btc') },
  'owed-no-longer': { amount: next('amount'), owed: next('Books.owed_btc') },
  'redemption-cover': { fixed: next('Fixed'), owed: next('Books.owed_btc') },
  confirmations: { result: resultAfter },
  'caps-tighten': { issued: next('caps.most_issued'), deposit: next('caps.least_deposit') },
  policy: { ratio: next('min_ratio_bps'), age: next('proof_max_age'), fee: next('fee_cap') },
  mint: {
    amount: next('amount'),
    receiver: somebodyElse('to'),
    manager: somebodyElse('Config.reserve_manager'),
    registry: somebodyElse('Config.kyc_registry'),
    router: somebodyElse('Config.router'),
  },
  allowance: {
    amount: next('amount.low'),
    end: next('Allowance.live_until_ledger'),
    owner: somebodyElse('from'),
    spender: somebodyElse('spender'),
  },
  'muxed-id': { id: told('to_muxed_id'), sender: somebodyElse('from'), amount: next('amount.small') },
  transfer: { sender: somebodyElse('from'), receiver: somebodyElse('to'), amount: next('amount.small') },
  'mint-quota': { minter: somebodyElse('minter'), receiver: somebodyElse('to'), amount: next('amount.small') },
  'fee-shares-1': { fee: next('fee'), script: next('outputs[0].script[1]') },
  'fee-shares-2': { fee: next('fee'), amount: next('outputs[1].amount') },
  'compact-size': { byte: next('raw[1]'), position: next('position'), most: next('most') },
  'share-of-loss': { rate: next('rate') },
  anchor: { fee: next('Payment.fee'), output: next('anchor.vout'), payments: next('payments') },
  'outputs-add-up': { amount: next('raw[47]'), last: next('raw[57]') },
  'bits-to-target': { bits: next('bits') },
  'bits-possible': { result: resultAfter },
  'retarget-fastest': { result: resultAfter },
  'retarget-302399': { result: resultAfter },
  'retarget-302401': { result: resultAfter },
  'retarget-1000003': { result: resultAfter },
  'retarget-1209600': { result: resultAfter },
  'retarget-2345678': { result: resultAfter },
  'retarget-4838399': { result: resultAfter },
  'retarget-4838401': { result: resultAfter },
  'retarget-of-first': { result: resultAfter },
  'retarget-of-last': { result: resultAfter },
  'retarget-to-limit': { result: resultAfter },
  'retarget-at-limit': { result: resultAfter },
  'merkle-index-1': { index: next('index'), sibling: next('branch[0]') },
  'merkle-index-3': { index: next('index') },
  'merkle-deepest': { sibling: next('branch[0]') },
  'merkle-too-deep': { refusal: opposite },
  'not-a-node': { refusal: opposite },
  'no-inputs': { refusal: opposite },
  'no-outputs': { refusal: opposite },
  'quorum-seats': { result: resultAfter },
  'attested-by-1': {
    threshold: next('Setup.config.threshold'),
    attestor: somebodyElse('attestors[0]'),
    what: askedForNothing,
  },
  'attested-by-2': { attestor: somebodyElse('attestors[1]'), custodian: next('Setup.config.custodians[2]') },
  'attested-by-3': { attestor: next('attestors[2]') },
  'proved-alone': {
    prover: next('DepositRules.rules.prover'),
    attestor: somebodyElse('attestors[0]'),
    threshold: next('Setup.config.threshold'),
    result: resultAfter,
    what: askedForNothing,
  },
  'custodian-seats': { threshold: next('threshold'), seat: next('custodians[2]') },
  'custodian-seats-20': { threshold: next('threshold') },
  'custodian-seats-21': { refusal: (claim) => (end) => not(claim(end)) },
  'rate-window': { result: resultAfter },
  'paused-time': { total: next('Pauses.total'), now: next('now') },
  'deadline-moves': { running: next('running'), since: next('Pauses.since') },
  due: { result: resultAfter, total: next('Pauses.total') },
  'checked-add': { a: next('a'), b: next('b') },
  'checked-sub': { a: next('a'), b: next('b') },
  'memory-first': { start: resultAfter, end: globalAfter, pages: pageMore },
  'memory-next': { start: resultAfter, end: globalAfter, pages: pageMore },
  'memory-last': { start: resultAfter, end: globalAfter, pages: pageMore },
  'memory-page': { start: resultAfter, end: globalAfter, pages: pageMore },
  'memory-pages': { start: resultAfter, end: globalAfter, pages: pageMore },
};
