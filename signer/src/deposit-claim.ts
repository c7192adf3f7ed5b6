import { outpointKey } from '@istsi/bitcoin-custody';
import { blockArgs, type DepositArgs, type DepositClaim, depositClaimIn } from '@istsi/contracts';
import type { ContractHandle } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { callOf, decodeArgs, isLeafCall } from './authorization-entry.ts';
import { checkBooks } from './books-guard.ts';
import { checkAllPaid, findReturn } from './deposit-output.ts';
import type { JudgedCall, SignerWorld, Verdict } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

const DEPOSIT = 'execute_bitcoin_deposit';
const REGISTER = 'register_bitcoin_deposit';

/** The router's deposit call with the reserve manager's registration below it, of the same facts. */
export const depositCall: JudgedCall = {
  contract: 'router',
  name: DEPOSIT,
  read(call, { router, reserve }) {
    const args = decodeArgs<DepositArgs>(router.spec, call);
    if (!args) return refuse('attestation/malformed', `the arguments of ${DEPOSIT} do not have the contract's types`);
    const claim = depositClaimIn(args);
    const [registration, ...others] = call.below;
    if (others.length > 0 || !isRegistration(registration, claim, reserve)) {
      return refuse(
        'attestation/other-call',
        `below ${DEPOSIT} there must be ${REGISTER} with the same facts, and nothing else`,
      );
    }
    const { attestors, user, amountSats } = claim;
    const about = { outpoint: outpointKey(claim), user, amountSats };
    return { ok: true, attestors, about, judge: (world) => judgeDeposit(claim, world) };
  },
};

/** What the router calls below a deposit: the reserve manager's registration of the same facts. */
export const isRegistration = (
  invoked: xdr.SorobanAuthorizedInvocation | undefined,
  claim: DepositClaim,
  reserve: ContractHandle,
): boolean =>
  isLeafCall(invoked && callOf(invoked), reserve, REGISTER, {
    attestors: claim.attestors,
    user: claim.user,
    tx_hash: Buffer.from(claim.txid, 'hex'),
    vout: claim.vout,
    amount: claim.amountSats,
    confirmations: claim.confirmations,
    ...blockArgs(claim.block),
  });

/** Why one of these outputs does not become its user's tokens; undefined where nothing that this signer sees is against it. */
export async function judgeOutputs(
  claims: readonly DepositClaim[],
  world: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  const outputs: (DepositClaim & { index: number })[] = [];
  const known = await world.addressIndices(claims.map(({ user }) => user));
  for (const judged of await Promise.all(claims.map(async (claim, i) => await addressPaid(claim, known[i], world)))) {
    if ('code' in judged) return judged;
    outputs.push(judged);
  }
  return await checkAllPaid(outputs, world);
}

/** With the index of the address that it is to have paid: its user's. */
async function addressPaid(
  claim: DepositClaim,
  known: number | undefined,
  world: SignerWorld,
): Promise<(DepositClaim & { index: number }) | AttestationRefusal> {
  const index = known ?? (await indexOf(claim, world));
  if (typeof index !== 'number') return index;
  // What it attested to be paid back never mints; asked of the chain, because that may have come to nothing.
  if (world.policy.returnable(outpointKey(claim)) && (await findReturn(world, claim))) {
    return refuse('attestation/returnable', `${outpointKey(claim)} is on the reserve's books to be paid back`);
  }
  return { ...claim, index };
}

/** What the registry itself says, also of whom it does not know. */
async function indexOf({ user }: DepositClaim, { contracts }: SignerWorld): Promise<number | AttestationRefusal> {
  const index = await contracts.kyc.tryRead('address_index', { user });
  if (index.ok) return index.value;
  return refuse('attestation/unknown-user', `the KYC registry does not know ${user}: ${index.failure.text}`);
}

async function judgeDeposit(claim: DepositClaim, world: SignerWorld): Promise<Verdict> {
  const since = performance.now();
  const refusal = (await judgeOutputs([claim], world)) ?? (await checkBooks(world, world.rules.mostMissingSats, since));
  const { user, amountSats, block } = claim;
  return refusal ?? { ok: true, record: { kind: 'deposit', outpoint: outpointKey(claim), user, amountSats, block } };
}
