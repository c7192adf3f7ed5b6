import { outpointKey } from '@istsi/bitcoin-custody';
import { type ReturnableArgs, type ReturnableClaim, returnableClaimIn } from '@istsi/contracts';
import { KycError, OperationType } from '@istsi/contracts/clients/kyc-registry';
import { checkPaid, findOutput } from './deposit-output.ts';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

const REGISTER = 'register_returnable';

/**
 * An output pays a deposit address and may not become tokens: nobody is registered with the address, the registry refuses
 * its owner this deposit, or its amount is outside of the reserve's caps. All of that by this signer's own view, now, and
 * after as many blocks as its policy gives the owner to mend it (`returnAfterBlocks`). Once the reserve has it, it never mints.
 */
export const returnableCall: JudgedCall = {
  contract: 'reserve',
  name: REGISTER,
  read(call, { reserve }) {
    const read = leafArgs<ReturnableArgs>(reserve, call);
    if (!read.ok) return read;
    const claim = returnableClaimIn(read.args);
    const { attestors, owner, amountSats } = claim;
    const about = { outpoint: outpointKey(claim), owner: owner ?? 'nobody', amountSats };
    return { ok: true, attestors, about, judge: (world, _, evidence) => judgeReturnable(claim, world, evidence) };
  },
};

async function judgeReturnable(claim: ReturnableClaim, world: SignerWorld, evidence: unknown): Promise<Verdict> {
  const outpoint = outpointKey(claim);
  if (await findOutput(world, claim)) {
    return refuse('attestation/returnable', `${outpoint} is on the reserve's books already`);
  }
  const index = await indexPaid(claim, world, evidence);
  if (typeof index !== 'number') return index;
  const allowed = await checkRefused(claim, world);
  if (allowed) return allowed;
  const confirmations = Math.max(claim.confirmations, world.rules.returnAfterBlocks);
  const refusal = await checkPaid({ ...claim, confirmations }, index, world);
  if (refusal) return refusal;
  const { owner, amountSats, block } = claim;
  return {
    ok: true,
    record: { kind: 'returnable', outpoint, ...(owner !== null && { user: owner }), amountSats, block },
  };
}

/** The number of the address that it is said to pay: its owner's, or one that was given to nobody. */
async function indexPaid(
  { owner }: ReturnableClaim,
  world: SignerWorld,
  evidence: unknown,
): Promise<number | AttestationRefusal> {
  if (owner !== null) {
    const index = await world.contracts.kyc.tryRead('address_index', { user: owner });
    if (index.ok) return index.value;
    return refuse('attestation/unknown-user', `the KYC registry does not know ${owner}: ${index.failure.text}`);
  }
  const { index } = (evidence ?? {}) as { index?: unknown };
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) {
    return refuse('attestation/malformed', 'the evidence is not {"index": <number of the address that was paid>}');
  }
  const given = await world.contracts.kyc.read('address_count');
  if (index >= given) return index;
  return refuse(
    'attestation/returnable',
    `address index ${index} is somebody's: the registry has given ${given} so far`,
  );
}

/** Why it may become tokens after all; undefined where the contracts refuse it for what it is. */
async function checkRefused(
  { owner, amountSats }: ReturnableClaim,
  { contracts }: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  if (owner === null) return undefined;
  const { least_deposit, most_deposit } = await contracts.reserve.read('get_caps');
  if (amountSats < least_deposit || amountSats > most_deposit) return undefined;
  const asked = { user: owner, operation: OperationType.BitcoinDeposit, amount: amountSats, counterparty: null };
  const check = await contracts.kyc.tryRead('verify_operation_compliance', asked);
  if (check.ok) {
    return refuse('attestation/returnable', `the KYC registry lets ${owner} deposit ${amountSats} sats: mint it`);
  }
  // While the registry stands still it refuses everybody, which says nothing about this deposit.
  const code = check.failure.contractError?.code;
  if (code !== undefined && code !== KycError.Paused) return undefined;
  return refuse('attestation/returnable', `the KYC registry does not say why it refuses: ${check.failure.text}`);
}
