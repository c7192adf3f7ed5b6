import { outpointKey } from '../block/transaction.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import { LEAST_CHANGE_SATS, MOST_CHANGE_OUTPUTS } from './change.ts';
import type { Payment } from './payment.ts';
import type { Parent } from './plan-sweep.ts';
import {
  deriveOrigin,
  type Epochs,
  type Proposal,
  type ProposedInput,
  type ProposedOutput,
  previousOutput,
  proposalWeight,
} from './proposal.ts';
import { MOST_WEIGHT_V3 } from './truc.ts';

/** What a signer allows, from its own sources: its descriptors, its view of the authorizations, its own limits. */
export type SigningRules = {
  readonly epochs: Epochs;
  /** What each recipient must get (`netPayments`), in the order of the outputs. None for a sweep. */
  readonly payments: readonly Payment[];
  readonly mostFeeSats: bigint;
  readonly mostSatsPerKvb: bigint;
  readonly mostInputs: number;
  /** Change may go to indices below this one of the latest epoch's change branch. */
  readonly changeLanes: number;
  /** An unconfirmed transaction of ours whose change this one spends: the rate is then that of both together. */
  readonly parent?: Parent;
  /** The signer's own tip; a lock time above it would hold the transaction back. */
  readonly tipHeight: number;
};

export type ProposalRefusal =
  | { readonly code: 'no-inputs' }
  | { readonly code: 'no-outputs' }
  | { readonly code: 'too-many-inputs'; readonly most: number; readonly found: number }
  | { readonly code: 'repeated-input'; readonly outpoint: string }
  | { readonly code: 'foreign-input'; readonly outpoint: string }
  | { readonly code: 'false-previous-transaction'; readonly outpoint: string }
  | { readonly code: 'locked'; readonly lockTime: number; readonly tipHeight: number }
  | { readonly code: 'payment-missing'; readonly withdrawalId: string }
  | { readonly code: 'payment-out-of-order'; readonly output: number; readonly withdrawalId: string }
  | { readonly code: 'unauthorized-output'; readonly output: number; readonly amountSats: bigint }
  | { readonly code: 'too-many-change-outputs'; readonly most: number; readonly found: number }
  | { readonly code: 'foreign-change'; readonly output: number }
  | { readonly code: 'change-to-old-epoch'; readonly output: number }
  | { readonly code: 'change-out-of-range'; readonly output: number; readonly lanes: number }
  | { readonly code: 'dust-change'; readonly output: number; readonly amountSats: bigint }
  | { readonly code: 'too-heavy'; readonly mostWeight: number; readonly weight: number }
  | { readonly code: 'more-out-than-in'; readonly inSats: bigint; readonly outSats: bigint }
  | { readonly code: 'fee-too-high'; readonly mostSats: bigint; readonly foundSats: bigint }
  | { readonly code: 'fee-rate-too-high'; readonly mostSatsPerKvb: bigint; readonly foundSatsPerKvb: bigint };

export type ProposalCheck =
  | { readonly ok: true; readonly feeSats: bigint; readonly weight: number }
  | { readonly ok: false; readonly reason: ProposalRefusal };

const MOST_HEIGHT_LOCK_TIME = 500_000_000;

/**
 * Whether a signer may sign. Pure: everything a compromised coordinator could lie about is derived again or compared
 * with the rules. That the inputs exist and are unspent is asked of the signer's own node beside this.
 */
export function verifyProposal(proposal: Proposal, rules: SigningRules): ProposalCheck {
  const reason = checkInputs(proposal, rules) ?? checkOutputs(proposal, rules);
  if (reason) return { ok: false, reason };

  const inSats = proposal.inputs.reduce((sum, input) => sum + (previousOutput(input)?.amountSats ?? 0n), 0n);
  const outSats = proposal.outputs.reduce((sum, { amountSats }) => sum + amountSats, 0n);
  const feeSats = inSats - outSats;
  const weight = proposalWeight(rules.epochs, proposal);
  // No node would relay it: it could only be held up.
  if (proposal.version === 3 && weight > MOST_WEIGHT_V3) {
    return { ok: false, reason: { code: 'too-heavy', mostWeight: MOST_WEIGHT_V3, weight } };
  }
  const refused = checkFee(inSats, outSats, weight, rules);
  return refused ? { ok: false, reason: refused } : { ok: true, feeSats, weight };
}

function checkInputs({ inputs, lockTime }: Proposal, rules: SigningRules): ProposalRefusal | undefined {
  const { tipHeight, mostInputs } = rules;
  if (inputs.length === 0) return { code: 'no-inputs' };
  if (inputs.length > mostInputs) return { code: 'too-many-inputs', most: mostInputs, found: inputs.length };
  if (lockTime > tipHeight || lockTime >= MOST_HEIGHT_LOCK_TIME) return { code: 'locked', lockTime, tipHeight };

  const seen = new Set<string>();
  for (const input of inputs) {
    const outpoint = outpointKey(input);
    if (seen.has(outpoint)) return { code: 'repeated-input', outpoint };
    seen.add(outpoint);
    const refused = checkInput(input, rules);
    if (refused) return refused;
  }
  return undefined;
}

function checkInput(input: ProposedInput, { epochs }: SigningRules): ProposalRefusal | undefined {
  const outpoint = outpointKey(input);
  const output = previousOutput(input);
  if (!output) return { code: 'false-previous-transaction', outpoint };
  if (!epochs[input.epoch ?? 0] || !isAddressIndex(input.index)) return { code: 'foreign-input', outpoint };
  const { scriptPubKey } = deriveOrigin(epochs, input);
  return Buffer.compare(output.scriptPubKey, scriptPubKey) === 0 ? undefined : { code: 'foreign-input', outpoint };
}

const isAddressIndex = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < HARDENED;

const pays = (found: ProposedOutput, payment: Payment): boolean =>
  found.amountSats === payment.amountSats && Buffer.compare(found.scriptPubKey, payment.scriptPubKey) === 0;

/** The first outputs are the authorized payments in their order; every output after them is the custody's own change. */
function checkOutputs({ outputs }: Proposal, rules: SigningRules): ProposalRefusal | undefined {
  const { payments } = rules;
  if (outputs.length === 0) return { code: 'no-outputs' };
  for (const [output, found] of outputs.entries()) {
    const payment = payments[output];
    if (payment && pays(found, payment)) continue;
    const refused = found.change && checkChange(output, found as ChangeOutput, rules);
    if (refused) return refused;
    const isMisplaced = found.change || payments.slice(output + 1).some((later) => pays(found, later));
    if (payment && isMisplaced) return { code: 'payment-out-of-order', output, withdrawalId: payment.withdrawalId };
    if (!found.change) return { code: 'unauthorized-output', output, amountSats: found.amountSats };
  }
  const missing = payments[outputs.length];
  if (missing) return { code: 'payment-missing', withdrawalId: missing.withdrawalId };
  const found = outputs.length - payments.length;
  return found > MOST_CHANGE_OUTPUTS
    ? { code: 'too-many-change-outputs', most: MOST_CHANGE_OUTPUTS, found }
    : undefined;
}

type ChangeOutput = Proposal['outputs'][number] & { change: NonNullable<Proposal['outputs'][number]['change']> };

function checkChange(output: number, found: ChangeOutput, rules: SigningRules): ProposalRefusal | undefined {
  const { scriptPubKey, amountSats, change } = found;
  const { epochs, changeLanes } = rules;
  if ((change.epoch ?? 0) !== epochs.length - 1) return { code: 'change-to-old-epoch', output };
  if (change.branch !== 'change' || !isAddressIndex(change.index) || change.index >= changeLanes) {
    return { code: 'change-out-of-range', output, lanes: changeLanes };
  }
  if (Buffer.compare(scriptPubKey, deriveOrigin(epochs, change).scriptPubKey) !== 0)
    return { code: 'foreign-change', output };
  return amountSats < LEAST_CHANGE_SATS ? { code: 'dust-change', output, amountSats } : undefined;
}

function checkFee(inSats: bigint, outSats: bigint, weight: number, rules: SigningRules): ProposalRefusal | undefined {
  if (outSats > inSats) return { code: 'more-out-than-in', inSats, outSats };
  const feeSats = inSats - outSats;
  if (feeSats > rules.mostFeeSats) return { code: 'fee-too-high', mostSats: rules.mostFeeSats, foundSats: feeSats };
  const { feeSats: parentFeeSats, vbytes: parentVbytes } = rules.parent ?? { feeSats: 0n, vbytes: 0 };
  const foundSatsPerKvb = ((feeSats + parentFeeSats) * 1000n) / BigInt(Math.ceil(weight / 4) + parentVbytes);
  const { mostSatsPerKvb } = rules;
  return foundSatsPerKvb > mostSatsPerKvb ? { code: 'fee-rate-too-high', mostSatsPerKvb, foundSatsPerKvb } : undefined;
}

/** A transaction this signer signed before: what it spends, and whom it pays. */
export type SignedBefore = {
  readonly txid: string;
  readonly outpoints: readonly string[];
  readonly withdrawalIds: readonly string[];
};

/**
 * The earlier transaction that makes signing this one dangerous: it pays one of the same withdrawals but shares no input
 * with this one, so that both could be mined and the withdrawal be paid twice. Undefined if there is none.
 */
export function unsafeReplacement(
  proposal: Proposal,
  payments: readonly Payment[],
  earlier: readonly SignedBefore[],
): SignedBefore | undefined {
  const spends = new Set(proposal.inputs.map(outpointKey));
  const pays = new Set(payments.map(({ withdrawalId }) => withdrawalId));
  return earlier.find(
    ({ outpoints, withdrawalIds }) =>
      withdrawalIds.some((id) => pays.has(id)) && !outpoints.some((outpoint) => spends.has(outpoint)),
  );
}
