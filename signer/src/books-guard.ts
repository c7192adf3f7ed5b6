import { parseOutpoint } from '@istsi/bitcoin-custody';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { SignerWorld } from './judged-call.ts';
import type { Deposited } from './policy/policy-record.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** What this signer attested lately and its own node has no more, although the reserve still counts it. */
export interface BooksGuard {
  /** This signer's own node, with this tip, has these outputs unspent: of that tip they are not asked about again. */
  sawUnspent(tip: string, outpoints: readonly string[]): void;
  /** As of the node's newest block; of one that it was seen to have since that moment (of `performance.now()`), it is not asked again. */
  missing(since?: number): Promise<readonly Deposited[]>;
}

type GuardWorld = Pick<SignerWorld, 'contracts' | 'bitcoin' | 'policy'>;

/** Of what it attested, the last so many: a bound on what one claim may ask of a node, not on how deep a loss may be. */
const MOST_LOOKED_AT = 500;

/** What a tip was asked: of how many deposits, the oldest first, and which of them it does not have. */
interface Looked {
  tip: string;
  through: number;
  absent: Promise<readonly Deposited[]>;
}

const NONE: Promise<readonly Deposited[]> = Promise.resolve([]);

export function createBooksGuard({ contracts, bitcoin, policy }: GuardWorld): BooksGuard {
  /** Spent by the reserve, as far as this tip knows: a correction after a reorganization makes a coin of the books unspent again. */
  const ended = new Set<string>();
  let looked: Looked | undefined;
  /** What is unspent follows from the tip alone: what was seen once holds until there is another one. */
  let seen = { tip: '', at: Number.NEGATIVE_INFINITY, unspent: new Set<string>() };

  /** Not unspent on this signer's node, as of its tip: spent, or in no block. A block is asked about each of them once. */
  async function findAbsent(since: number): Promise<readonly Deposited[]> {
    const tip = seen.at >= since ? seen.tip : (await bitcoin.getTip()).hash;
    if (looked?.tip !== tip) ended.clear();
    const deposits = policy.deposits();
    const before: Looked =
      looked?.tip === tip ? looked : { tip, through: deposits.length - MOST_LOOKED_AT, absent: NONE };
    if (before.through >= deposits.length) return await before.absent;
    const absent = Promise.all([before.absent, absentOf(tip, deposits.slice(Math.max(0, before.through)))]);
    const now: Looked = { tip, through: deposits.length, absent: absent.then((parts) => parts.flat()) };
    looked = now;
    try {
      return await now.absent;
    } catch (error) {
      // Nothing was learned: whoever asks next looks again.
      if (looked === now) looked = undefined;
      throw error;
    }
  }

  async function absentOf(tip: string, deposits: readonly Deposited[]): Promise<readonly Deposited[]> {
    const isUnspent = (outpoint: string): boolean => seen.tip === tip && seen.unspent.has(outpoint);
    const recent = deposits.filter(({ outpoint }) => !ended.has(outpoint) && !isUnspent(outpoint));
    const unspent = await Promise.all(
      recent.map(async ({ outpoint }) => {
        const { txid, vout } = parseOutpoint(outpoint);
        return await bitcoin.getUnspentOutput(txid, vout, 'chain');
      }),
    );
    return recent.filter((_, i) => unspent[i] === undefined);
  }

  /** Of what is absent, what the books count as free: a coin that a payment holds may be spent by it already. */
  async function isCounted({ outpoint }: Deposited): Promise<boolean> {
    if (ended.has(outpoint)) return false;
    const { txid, vout } = parseOutpoint(outpoint);
    const utxo = await contracts.reserve.tryRead('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout });
    if (!utxo.ok) return false;
    if (utxo.value.state === UtxoState.Spent) ended.add(outpoint);
    return utxo.value.state === UtxoState.Unspent;
  }

  return {
    sawUnspent(tip, outpoints) {
      if (seen.tip !== tip) seen = { tip, at: 0, unspent: new Set() };
      seen.at = performance.now();
      for (const outpoint of outpoints) seen.unspent.add(outpoint);
    },
    async missing(since = Number.POSITIVE_INFINITY) {
      const absent = await findAbsent(since);
      const counted = await Promise.all(absent.map(isCounted));
      return absent.filter((_, i) => counted[i]);
    },
  };
}

/** A payment is not authorized while a coin of the books is missing; a mint while more than this signer accepts is. */
export async function checkBooks(
  world: SignerWorld,
  mostMissingSats: bigint,
  since?: number,
): Promise<AttestationRefusal | undefined> {
  const missing = await world.books.missing(since);
  const sats = missing.reduce((sum, { amountSats }) => sum + amountSats, 0n);
  const [first] = missing;
  if (!first || sats <= mostMissingSats) return undefined;
  return refuse(
    'attestation/books',
    `the reserve counts ${sats} sats that this signer attested and its node does not have, ${first.outpoint} among them`,
  );
}
