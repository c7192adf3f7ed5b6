import {
  CustodyError,
  decodeReclaimSweep,
  deriveReclaim,
  encodeReclaimSweep,
  outpointKey,
  parseTransaction,
  placeOf,
  RECLAIM_LOCK_BLOCKS,
  type ReclaimSweep,
  unsignedReclaimSweep,
  verifyReclaimSweep,
} from '@istsi/bitcoin-custody';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, describeFacts, refuse } from './refusals.ts';
import { activeEpochs } from './verify-spend.ts';

/** In its last day before it is ripe a coin is left to its owner: a sweep signed then might compete with what they send. */
export const RIPE_MARGIN_BLOCKS = 144;

/**
 * A coin at a reclaim address is on no books and nothing on Stellar authorizes its sweep. None is needed: by the script of
 * the coin itself, derived here from the user's number and the owner's key, it can go nowhere but to that very user's
 * deposit address. Whoever asks chooses the fee, within this signer's bounds, and nothing else.
 */
export async function signReclaimSweep(
  world: SignerWorld,
  psbt: Uint8Array,
): Promise<({ ok: true; psbt: Uint8Array } | AttestationRefusal) & { txid?: string }> {
  const { epochs, accounts, keystore, policy } = world;
  const read = readSweep(world, psbt);
  if (!read.ok) return read;
  const { sweep, txid } = read;
  const active = await activeEpochs(world);
  if ('code' in active) return { ...active, txid };
  // Never to older keys than the coin is under.
  const toEpoch = Math.max(active.length - 1, sweep.epoch);
  const { mostFeeSats, mostSatsPerKvb } = world.rules;
  const check = verifyReclaimSweep(epochs, sweep, { mostFeeSats, mostSatsPerKvb, toEpoch });
  if (!check.ok) return { ...refuse('attestation/proposal', describeFacts(check.reason)), txid };
  const refused = await checkCoin(world, sweep);
  if (refused) return { ...refused, txid };
  const account = accounts[sweep.epoch];
  if (!account) return { ...refuse('attestation/inputs', 'this signer holds no key of what is spent'), txid };
  const { index, ownerKey } = sweep;
  const { coinSats, feeSats } = check;
  const conflict = policy.admit({
    ...{ kind: 'reclaim-sweep', txid, outpoint: outpointKey(sweep.coin), index, feeSats },
    ...{ ownerKey: Buffer.from(ownerKey).toString('hex'), amountSats: coinSats, epoch: toEpoch },
  });
  if (conflict) return { ...conflict, txid };
  return { ok: true, psbt: await keystore.signPsbt(encodeReclaimSweep(epochs, sweep), account), txid };
}

function readSweep(
  { epochs }: SignerWorld,
  psbt: Uint8Array,
): { ok: true; sweep: ReclaimSweep; txid: string } | AttestationRefusal {
  try {
    const sweep = decodeReclaimSweep(epochs, psbt);
    return { ok: true, sweep, txid: parseTransaction(unsignedReclaimSweep(epochs, sweep)).txid };
  } catch (error) {
    if (error instanceof CustodyError) return refuse('attestation/psbt', error.message);
    throw error;
  }
}

/** On this signer's own node the coin is in a block, unspent, at the address that was derived, and not about to be ripe. */
async function checkCoin(
  { bitcoin, epochs }: SignerWorld,
  sweep: ReclaimSweep,
): Promise<AttestationRefusal | undefined> {
  const { txid, vout } = sweep.coin;
  const outpoint = outpointKey(sweep.coin);
  const found = await bitcoin.getUnspentOutput(txid, vout, 'chain');
  if (!found) return refuse('attestation/inputs', `${outpoint} is in no block, or is spent`);
  const { scriptPubKey } = deriveReclaim(placeOf(epochs, sweep));
  if (Buffer.compare(found.scriptPubKey, scriptPubKey) !== 0) {
    return refuse('attestation/inputs', `${outpoint} is not at the address that is named`);
  }
  const { lockBlocks = RECLAIM_LOCK_BLOCKS } = sweep;
  const left = lockBlocks - found.confirmations;
  if (left > RIPE_MARGIN_BLOCKS) return undefined;
  return refuse(
    'attestation/inputs',
    `${outpoint} is its owner's to take back ${left <= 0 ? 'now' : `in ${left} blocks`}`,
  );
}
