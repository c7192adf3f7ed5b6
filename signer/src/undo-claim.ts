import { type Outpoint, outpointKey, type Transaction } from '@istsi/bitcoin-custody';
import { type BlockRef, blockIn } from '@istsi/contracts';
import type { ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { checkShows } from './best-chain.ts';
import { findConflict, readAncestors } from './conflict.ts';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';
import { keyOf } from './verify-spend.ts';

type UndoArgs = ReserveManager['undo_batch']['args'];

const UNDO = 'undo_batch';

interface Undoing {
  txid: string;
  lost: readonly Outpoint[];
  spentBy: string;
  confirmations: number;
  block: BlockRef;
}

/**
 * Nothing of a batch can confirm any more: every transaction of it spends its anchor, and this signer's node has a buried
 * transaction, none of the batch, that spends the anchor or what the anchor came from. Likewise of every coin that is said
 * to be lost with it.
 */
export const undoCall: JudgedCall = {
  contract: 'reserve',
  name: UNDO,
  read(call, { reserve }) {
    const read = leafArgs<UndoArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, confirmations } = args;
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const lost = args.lost.map(({ tx_hash, vout }) => ({ txid: hex(tx_hash), vout }));
    const undoing = { txid: hex(args.txid), lost, spentBy: hex(args.spent_by), confirmations, block: blockIn(args) };
    const about = { batch: undoing.txid, spentBy: undoing.spentBy };
    return { ok: true, attestors, about, judge: (world, _, evidence) => judgeUndoing(undoing, world, evidence) };
  },
};

async function judgeUndoing(undoing: Undoing, world: SignerWorld, evidence: unknown): Promise<Verdict> {
  const ancestors = readAncestors(evidence);
  if (!ancestors) return refuse('attestation/malformed', 'the evidence is not {"ancestors": ["<hex>", …]}');
  const { reserve } = world.contracts;
  const asked = { txid: Buffer.from(undoing.txid, 'hex') };
  const payment = await reserve.tryRead('get_payment', asked);
  if (!payment.ok) {
    const why = `the reserve has not authorized ${undoing.txid}: ${payment.failure.text}`;
    return refuse('attestation/not-authorized', why);
  }
  const { anchor, held } = await reserve.read('get_batch', asked);
  const { registered_at } = await reserve.read('get_utxo', anchor);
  const seen = { ...undoing, anchor: keyOf(anchor), since: Number(registered_at), ancestors };
  if (!undoing.lost.some((outpoint) => outpointKey(outpoint) === seen.anchor)) {
    return refuse('attestation/not-lost', `${seen.anchor}, which all of it spends, is not said to be lost`);
  }
  for (const outpoint of undoing.lost) {
    const isHeld = held.some((one) => keyOf(one) === outpointKey(outpoint));
    if (!isHeld) return refuse('attestation/not-lost', `the batch does not hold ${outpointKey(outpoint)}`);
    const refusal = await checkLost(world, outpoint, seen, payment.value.batch);
    if (refusal) return refusal;
  }
  const shown = await checkShows(undoing.block, undoing.confirmations, world);
  if (shown) return shown;
  const batch = Buffer.from(payment.value.batch).toString('hex');
  return { ok: true, record: { kind: 'undoing', batch, by: undoing.spentBy } };
}

async function checkLost(
  world: SignerWorld,
  outpoint: Outpoint,
  seen: Undoing & { anchor: string; since: number; ancestors: readonly Transaction[] },
  batch: Uint8Array,
): Promise<AttestationRefusal | undefined> {
  const isAnchor = outpointKey(outpoint) === seen.anchor;
  // Other outputs of the transaction that made the anchor went with it.
  const ancestors = seen.ancestors[0]?.txid === outpoint.txid ? seen.ancestors : [];
  const conflict = await findConflict(world, outpoint, { since: seen.since, ancestors });
  if ('reason' in conflict) return refuse('attestation/not-lost', conflict.reason);
  const { by, confirmations } = conflict;
  const own = await world.contracts.reserve.tryRead('get_payment', { txid: Buffer.from(by, 'hex') });
  if (own.ok && Buffer.compare(own.value.batch, batch) === 0) {
    return refuse('attestation/not-lost', `${by}, which spends it, is of the batch itself: complete that instead`);
  }
  if (isAnchor && by !== seen.spentBy) {
    return refuse('attestation/not-lost', `${outpointKey(outpoint)} was spent by ${by}, not by ${seen.spentBy}`);
  }
  if (confirmations >= seen.confirmations) return undefined;
  return refuse(
    'attestation/confirmations',
    `${seen.confirmations} were claimed for ${by}; this signer's node has ${confirmations}`,
  );
}
