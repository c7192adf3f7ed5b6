import {
  type Address,
  type Args,
  type bool,
  Option,
  publish,
  require,
  type u32,
  u64,
  type Vec,
} from '@istsi/soroban-sdk';
import { hashOf, requireAttestation } from '../shared/attestation.ts';
import { requireAttested } from './custodians.ts';
import { ReserveError } from './errors.ts';
import type { DepositRulesChanged } from './events.ts';
import { requireRunning } from './guards.ts';
import { hasDepositRules, loadDepositRules, storeDepositRules } from './storage.ts';
import type { DepositRules } from './types.ts';

// Silence is counted in blocks on top of the deposit: it takes their work to make that pass, and no clock is believed. Below
// a day of them, custodians who are only slow would be passed over.
const LEAST_SILENCE: u32 = 144;

/** What holds until governance says otherwise: the word of custodians is what mints, whatever the amount. */
function defaultDepositRules(): DepositRules {
  return { guardian_from: u64.MAX_VALUE, proof_from: u64.MAX_VALUE, prover: Option.none<Address>(), silent_blocks: 0 };
}

/** Those that were never set, in a reserve from before there were any, are the default ones. */
export function depositRules(): DepositRules {
  return hasDepositRules() ? loadDepositRules() : defaultDepositRules();
}

export function beginDepositRules(): void {
  storeDepositRules(defaultDepositRules());
}

export function changeDepositRules(rules: DepositRules): void {
  const asksProver = rules.proof_from !== u64.MAX_VALUE || rules.silent_blocks !== 0;
  require(!asksProver || rules.prover.isSome, ReserveError.InvalidDepositRules);
  require(rules.silent_blocks === 0 || rules.silent_blocks >= LEAST_SILENCE, ReserveError.InvalidDepositRules);
  storeDepositRules(rules);
  publish<DepositRulesChanged>({ rules });
}

/**
 * Demands of a deposit the custodians, and from the governed amount on the prover beside them, who is not counted among
 * them. Of one that custodians were silent about for as many blocks, a proof is enough. Answers whether it was.
 */
export function requireDepositAttested(
  rules: DepositRules,
  attestors: Vec<Address>,
  args: Args,
  amount: u64,
  confirmations: u32,
): bool {
  const place = rules.prover.isSome ? attestors.indexOf(rules.prover.unwrap()) : Option.none<u32>();
  if (place.isNone) {
    require(amount < rules.proof_from, ReserveError.ProofRequired);
    requireAttested(attestors, args);
    return false;
  }
  requireAttestation(rules.prover.unwrap(), hashOf(args));
  const isAlone = attestors.length === 1 && rules.silent_blocks !== 0;
  if (isAlone) require(confirmations >= rules.silent_blocks, ReserveError.NotSilent);
  else requireAttested(attestors.remove(place.unwrap()), args);
  return isAlone;
}

/** Of what Bitcoin's headers show to its end, a proof is enough, whoever brings it. Answers whether it was all there is. */
export function requireAttestedOrProved(attestors: Vec<Address>, args: Args): bool {
  const prover = depositRules().prover;
  const isProved = prover.isSome && attestors.length === 1 && attestors.at(0) === prover.unwrap();
  if (isProved) requireAttestation(prover.unwrap(), hashOf(args));
  else requireAttested(attestors, args);
  requireRunning();
  return isProved;
}
