import { checkDeposit, type DepositCheck, describeRefusal } from '@istsi/bitcoin-custody';
import { type BlockRef, isSameBlock } from '@istsi/contracts';
import { ReserveError, type Return, type Utxo } from '@istsi/contracts/clients/reserve-manager';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** An output of Bitcoin, and what a call says about it. */
export interface PaidOutput {
  txid: string;
  vout: number;
  amountSats: bigint;
  confirmations: number;
  block: BlockRef;
}

/**
 * On this signer's node the output is unspent, pays the address of this index, is in the block that is named, and is as
 * deep as the call says and as all that is at stake with it demands.
 */
export async function checkPaid(
  paid: PaidOutput,
  index: number,
  world: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  const asked = { amount: paid.amountSats, block_height: paid.block.height };
  const atStake = await world.contracts.reserve.read('required_confirmations_at', asked);
  return await checkOutput({ ...paid, confirmations: Math.max(paid.confirmations, atStake) }, index, world);
}

/** People keep paying to the addresses of earlier epochs: those count as long as the custody can spend from them. */
async function checkOutput(
  { block, ...claim }: PaidOutput,
  index: number,
  { bitcoin: rpc, epochs }: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  const { txid, vout, amountSats, confirmations } = claim;
  let check: DepositCheck | undefined;
  for (const descriptor of [...epochs].reverse()) {
    const checked = await checkDeposit({ rpc, descriptor, index, txid, vout, amountSats, confirmations });
    if (checked.ok) {
      const { blockHeight: height, blockHash: hash } = checked;
      return isSameBlock(block, { height, hash }) ? undefined : otherBlock(block, { height, hash });
    }
    // What is said about the newest address is what people understand.
    check ??= checked;
    if (checked.reason.code !== 'wrong-script') return refuse('attestation/deposit', describeRefusal(checked.reason));
  }
  if (!check || check.ok) throw new TypeError('a signer has the descriptor of at least one epoch');
  return refuse('attestation/deposit', describeRefusal(check.reason));
}

function otherBlock(named: BlockRef, found: BlockRef): AttestationRefusal {
  const where = `${found.hash} at height ${found.height}`;
  return refuse('attestation/other-block', `the claim names block ${named.hash} at ${named.height}; it is in ${where}`);
}

interface Output {
  txid: string;
  vout: number;
}

/** The output on the reserve's books; undefined if it never was. */
export async function findOutput({ contracts }: SignerWorld, { txid, vout }: Output): Promise<Utxo | undefined> {
  const asked = { tx_hash: Buffer.from(txid, 'hex'), vout };
  const found = await contracts.reserve.tryRead('get_utxo', asked);
  if (found.ok) return found.value;
  if (found.failure.contractError?.code === ReserveError.OutpointNotFound) return undefined;
  // Not knowing is not the same as not being there.
  return await contracts.reserve.read('get_utxo', asked);
}

/** What the reserve pays back for the output; undefined if nothing. */
export async function findReturn({ contracts }: SignerWorld, { txid, vout }: Output): Promise<Return | undefined> {
  const asked = { tx_hash: Buffer.from(txid, 'hex'), vout };
  const found = await contracts.reserve.tryRead('get_return', asked);
  if (found.ok) return found.value;
  if (found.failure.contractError?.code === ReserveError.ReturnNotFound) return undefined;
  return await contracts.reserve.read('get_return', asked);
}
