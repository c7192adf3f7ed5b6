import { checkDeposits, describeRefusal, outpointKey } from '@istsi/bitcoin-custody';
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

/** As `checkAllPaid`, of one. */
export const checkPaid = async (
  paid: PaidOutput,
  index: number,
  world: SignerWorld,
): Promise<AttestationRefusal | undefined> => await checkAllPaid([{ ...paid, index }], world);

/**
 * On this signer's node each output is unspent, pays the address of its index, is in the block that is named, and is as
 * deep as the call says and as all that is at stake with it demands. The first that is not, refuses all of them. People keep
 * paying to the addresses of earlier epochs: those count as long as the custody can spend from them.
 */
export async function checkAllPaid(
  outputs: readonly (PaidOutput & { index: number })[],
  { contracts, bitcoin: rpc, epochs, books }: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  const claims = await Promise.all(
    outputs.map(async ({ block, confirmations, ...paid }) => {
      const asked = { amount: paid.amountSats, block_height: block.height };
      const atStake = await contracts.reserve.read('required_confirmations_at', asked);
      return { ...paid, confirmations: Math.max(confirmations, atStake) };
    }),
  );
  const checks = await checkDeposits(claims, { rpc, descriptors: [...epochs].reverse() });
  for (const [i, check] of checks.entries()) {
    const { block } = outputs[i] as PaidOutput;
    if (!check.ok) return refuse('attestation/deposit', describeRefusal(check.reason));
    const found = { height: check.blockHeight, hash: check.blockHash };
    if (!isSameBlock(block, found)) return otherBlock(block, found);
    books.sawUnspent(check.tip, [outpointKey(outputs[i] as PaidOutput)]);
  }
  return undefined;
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
