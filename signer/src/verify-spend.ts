import {
  type AuthorizedPayment,
  branchOf,
  checkFamily,
  checkInputs,
  deriveAddress,
  type Epochs,
  netPayments,
  outpointKey,
  overLimit,
  type ProposedInput,
  previousOutput,
  proposalWeight,
  requiredConfirmations,
  verifyProposal,
} from '@istsi/bitcoin-custody';
import { type Batch, type Outpoint, type Utxo, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { SignerWorld } from './judged-call.ts';
import type { SpendFacts } from './policy/policy-record.ts';
import { type AttestationRefusal, describeFacts, refuse } from './refusals.ts';
import { checkDestinations } from './signing-policy.ts';
import { type Spend, spendFacts } from './spend.ts';

/** What the chain says that a transaction is for. */
export interface SpendPurpose {
  /** At their gross amounts, in the order of the outputs; none for a sweep. */
  payments: readonly AuthorizedPayment[];
  /** What it belongs to, once something is authorized: a replacement, or what is to be signed. */
  batch: Batch | undefined;
}

/**
 * Everything that holds of a transaction before this signer stands behind it, found out by its own descriptors, limits and
 * nodes. Used when it is authorized on Stellar, and from the start again when it is signed.
 */
export async function verifySpend(
  world: SignerWorld,
  spend: Spend,
  purpose: SpendPurpose,
): Promise<{ ok: true; facts: SpendFacts } | AttestationRefusal> {
  const active = await activeEpochs(world);
  if ('code' in active) return active;
  const { payments } = purpose;
  const refusal =
    checkDestinations(spend, payments.length, world.rules) ??
    checkMoney(world, spend, purpose, active) ??
    checkAnchor(spend, purpose.batch) ??
    (await checkEveryInput(world, spend, purpose)) ??
    (await checkRelay(world, spend, purpose));
  if (refusal) return refusal;
  const withdrawals = payments.map(({ withdrawalId, amountSats }) => ({ id: withdrawalId, amountSats }));
  return { ok: true, facts: spendFacts(spend, withdrawals, active.length - 1) };
}

/** Change goes to the epoch that the reserve is in, which may be behind the newest descriptor while keys are rotated. */
export async function activeEpochs({ contracts, epochs }: SignerWorld): Promise<Epochs | AttestationRefusal> {
  const { reserve_script } = await contracts.reserve.read('get_config');
  const active = epochs.findLastIndex(
    (descriptor) => Buffer.compare(deriveAddress(branchOf(descriptor, 'change'), 0).scriptPubKey, reserve_script) === 0,
  );
  if (active >= 0) return epochs.slice(0, active + 1);
  return refuse('attestation/proposal', "the reserve's script is none of this signer's descriptors");
}

function checkMoney(
  { rules }: SignerWorld,
  { proposal, feeSats }: Spend,
  { payments }: SpendPurpose,
  epochs: Epochs,
): AttestationRefusal | undefined {
  const { mostFeeSats, mostSatsPerKvb, mostInputs } = rules;
  const check = verifyProposal(proposal, {
    epochs,
    payments: netPayments(payments, feeSats),
    ...{ mostFeeSats, mostSatsPerKvb, mostInputs },
    // The reserve has one script: the first of the change branch. Nothing is signed that would have to wait.
    changeLanes: 1,
    tipHeight: 0,
  });
  if (!check.ok) return refuse('attestation/proposal', describeFacts(check.reason));
  const [over] = overLimit(payments, feeSats);
  if (!over) return undefined;
  return refuse(
    'attestation/proposal',
    `withdrawal ${over.withdrawalId} would bear more of the fee than its user accepted, ${over.maxFeeSats} sats`,
  );
}

/** Whatever belongs to a batch spends its anchor: that is why only one of them can confirm. */
function checkAnchor({ proposal }: Spend, batch: Batch | undefined): AttestationRefusal | undefined {
  if (!batch || proposal.inputs.some((input) => outpointKey(input) === keyOf(batch.anchor))) return undefined;
  return refuse(
    'attestation/unsafe-replacement',
    `it does not spend ${keyOf(batch.anchor)}, which every payment of these withdrawals must`,
  );
}

export const keyOf = ({ tx_hash, vout }: Outpoint): string =>
  outpointKey({ txid: Buffer.from(tx_hash).toString('hex'), vout });

async function checkEveryInput(
  world: SignerWorld,
  { proposal }: Spend,
  purpose: SpendPurpose,
): Promise<AttestationRefusal | undefined> {
  const held = new Set(purpose.batch?.held.map(keyOf));
  const refusals = await Promise.all(
    proposal.inputs.map((input) => checkInput(world, input, held, purpose.payments.length === 0)),
  );
  return refusals.find((refusal) => refusal !== undefined);
}

/** On the reserve's books, free or held by this very batch; and on this signer's node unspent, and deep enough. */
async function checkInput(
  { contracts, bitcoin: rpc }: SignerWorld,
  input: ProposedInput,
  held: ReadonlySet<string>,
  isSweep: boolean,
): Promise<AttestationRefusal | undefined> {
  const outpoint = outpointKey(input);
  const utxo = await contracts.reserve.tryRead('get_utxo', {
    tx_hash: Buffer.from(input.txid, 'hex'),
    vout: input.vout,
  });
  if (!utxo.ok) return refuse('attestation/inputs', `the reserve does not know ${outpoint}: ${utxo.failure.text}`);
  const { state, amount } = utxo.value;
  if (previousOutput(input)?.amountSats !== amount) {
    return refuse('attestation/inputs', `the reserve knows ${outpoint} as ${amount} sats`);
  }
  if (!isAvailable(utxo.value, held.has(outpoint), isSweep)) {
    return refuse('attestation/inputs', `${outpoint} is not free on the reserve's books (state ${state})`);
  }
  const refusal = await checkInputs({
    rpc,
    proposal: { inputs: [input], outputs: [], lockTime: 0 },
    // Change of a payment that the reserve authorized may be spent before it is in a block: by a child that speeds it up.
    signedBefore: new Set(isPending(utxo.value) ? [input.txid] : []),
    depositConfirmations: requiredConfirmations(amount),
  });
  return refusal && refuse('attestation/inputs', describeFacts(refusal));
}

/** A child spends change that is in no block yet, as nodes relay that (BIP-431): any other would only wait, and hold its coins. */
async function checkRelay(
  { bitcoin, epochs }: SignerWorld,
  { proposal }: Spend,
  { payments }: SpendPurpose,
): Promise<AttestationRefusal | undefined> {
  // What a payment spends is in blocks.
  if (payments.length > 0) return undefined;
  const change = proposal.inputs.filter(({ branch }) => branch === 'change');
  const mined = await Promise.all(change.map(({ txid, vout }) => bitcoin.getUnspentOutput(txid, vout, 'chain')));
  const waiting = change.filter((_, i) => mined[i] === undefined);
  const refusal = checkFamily(proposal.version, proposalWeight(epochs, proposal), waiting);
  return refusal && refuse('attestation/inputs', describeFacts(refusal));
}

const isPending = ({ state }: Utxo): boolean => state === UtxoState.Expected || state === UtxoState.Promised;

function isAvailable(utxo: Utxo, isHeld: boolean, isSweep: boolean): boolean {
  if (isHeld) return utxo.state === UtxoState.Committed || utxo.state === UtxoState.Promised || isFree(utxo, isSweep);
  return isFree(utxo, isSweep);
}

const isFree = ({ state }: Utxo, isSweep: boolean): boolean =>
  state === UtxoState.Unspent || (isSweep && state === UtxoState.Expected);
