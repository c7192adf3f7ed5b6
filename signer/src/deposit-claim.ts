import { checkDeposit, type DepositCheck, describeRefusal, outpointKey } from '@istsi/bitcoin-custody';
import {
  type BlockRef,
  blockArgs,
  type DepositArgs,
  type DepositClaim,
  depositClaimIn,
  isSameBlock,
} from '@istsi/contracts';
import { callOf, decodeArgs, isLeafCall } from './authorization-entry.ts';
import { checkBooks } from './books-guard.ts';
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
    const isRegistration = isLeafCall(registration && callOf(registration), reserve, REGISTER, {
      attestors: claim.attestors,
      user: claim.user,
      tx_hash: args.btc_tx_hash,
      vout: claim.vout,
      amount: claim.amountSats,
      confirmations: claim.confirmations,
      ...blockArgs(claim.block),
    });
    if (others.length > 0 || !isRegistration) {
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

async function judgeDeposit(claim: DepositClaim, world: SignerWorld): Promise<Verdict> {
  const { user, amountSats } = claim;
  const index = await world.contracts.kyc.tryRead('address_index', { user });
  if (!index.ok) {
    return refuse('attestation/unknown-user', `the KYC registry does not know ${user}: ${index.failure.text}`);
  }
  const asked = { amount: amountSats, block_height: claim.block.height };
  const atStake = await world.contracts.reserve.read('required_confirmations_at', asked);
  const confirmations = Math.max(claim.confirmations, atStake);
  const refusal =
    (await checkOutput({ ...claim, confirmations }, index.value, world)) ??
    (await checkBooks(world, world.rules.mostMissingSats));
  const { block } = claim;
  return refusal ?? { ok: true, record: { kind: 'deposit', outpoint: outpointKey(claim), user, amountSats, block } };
}

function otherBlock({ block }: DepositClaim, found: BlockRef): AttestationRefusal {
  const where = `${found.hash} at height ${found.height}`;
  return refuse('attestation/other-block', `the claim names block ${block.hash} at ${block.height}; it is in ${where}`);
}

/** People keep paying to the addresses of earlier epochs: those count as long as the custody can spend from them. */
async function checkOutput(
  claim: DepositClaim,
  index: number,
  { bitcoin: rpc, epochs }: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  const { txid, vout, amountSats, confirmations } = claim;
  let check: DepositCheck | undefined;
  for (const descriptor of [...epochs].reverse()) {
    const checked = await checkDeposit({ rpc, descriptor, index, txid, vout, amountSats, confirmations });
    if (checked.ok) {
      const { blockHeight: height, blockHash: hash } = checked;
      return isSameBlock(claim.block, { height, hash }) ? undefined : otherBlock(claim, { height, hash });
    }
    // What is said about the newest address is what people understand.
    check ??= checked;
    if (checked.reason.code !== 'wrong-script') return refuse('attestation/deposit', describeRefusal(checked.reason));
  }
  if (!check || check.ok) throw new TypeError('a signer has the descriptor of at least one epoch');
  return refuse('attestation/deposit', describeRefusal(check.reason));
}
