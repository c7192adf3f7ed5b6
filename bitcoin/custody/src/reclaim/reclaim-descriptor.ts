import { bytesToHex } from '../bytes.ts';
import { addChecksum, stripChecksum } from '../descriptor/checksum.ts';
import { type Descriptor, parseDescriptor } from '../descriptor/descriptor.ts';
import { formatKeyExpression, parseKeyExpression } from '../descriptor/key-expression.ts';
import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { ownerKeyBytes } from './owner-leaf.ts';
import { RECLAIM_STEP, reclaimBranch } from './reclaim-branch.ts';
import { lockOf, type ReclaimPlace } from './reclaim-place.ts';

/** `tr(H,{sortedmulti_a(…),and_v(v:pk(KEY),older(n))})` with its checksum (BIP-380, 386, 387, 389), as Bitcoin Core reads it. */
export function formatReclaimDescriptor(place: ReclaimPlace): string {
  const lockBlocks = lockOf(place);
  const { keys, sorted, threshold } = reclaimBranch(place.descriptor);
  const listed = keys.map((key) => formatKeyExpression({ ...key, steps: [...key.steps, place.index], ranged: false }));
  const quorum = `${sorted ? 'sortedmulti_a' : 'multi_a'}(${[threshold, ...listed].join(',')})`;
  const owner = `and_v(v:pk(${bytesToHex(place.ownerKey)}),older(${lockBlocks}))`;
  return addChecksum(`tr(${UNSPENDABLE_KEY},{${quorum},${owner}})`);
}

const form =
  /^tr\(([0-9a-f]{64}),\{((?:sorted)?multi_a)\(([^(){}]*)\),and_v\(v:pk\(([0-9a-f]{64})\),older\((\d{1,5})\)\)\}\)$/;

/** Reads such a descriptor back, with its checksum. Its custody's own addresses may be of either kind: nothing here says. */
export function parseReclaimDescriptor(text: string, network: Network): ReclaimPlace {
  const [, internalKey, name, multi = '', owner = '', lock = ''] = form.exec(stripChecksum(text)) ?? [];
  if (internalKey === undefined) throw refused('it is not of the form tr(…,{multi_a(…),and_v(v:pk(…),older(…))})');
  if (internalKey !== UNSPENDABLE_KEY) {
    throw new CustodyError('descriptor/internal-key', { found: internalKey, expected: UNSPENDABLE_KEY });
  }
  const [threshold = '', ...listed] = multi.split(',');
  const keys = listed.map((one) => parseKeyExpression(one, network));
  const [branch, index, ...more] = keys[0]?.steps ?? [];
  const isOfOnePlace = keys.every(({ steps, ranged }) => !ranged && steps.join() === [branch, index].join());
  if (index === undefined || branch !== RECLAIM_STEP || more.length > 0 || !isOfOnePlace) {
    throw refused(`its keys do not all end in "/${RECLAIM_STEP}/<number>"`);
  }
  const ranged = keys.map((key) => formatKeyExpression({ ...key, steps: [0], ranged: true }));
  const descriptor: Descriptor = parseDescriptor(
    addChecksum(`tr(${UNSPENDABLE_KEY},${name}(${[threshold, ...ranged].join(',')}))`),
    network,
  );
  const place = { descriptor, index, ownerKey: ownerKeyBytes(owner) as Uint8Array, lockBlocks: Number(lock) };
  lockOf(place);
  return place;
}

const refused = (reason: string): CustodyError => new CustodyError('reclaim/descriptor', { reason });
