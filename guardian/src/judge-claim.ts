import { CustodyError, describeError, findTransaction, parseOutpoint } from '@istsi/bitcoin-custody';
import { KycError } from '@istsi/contracts/clients/kyc-registry';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { SorobanClientError } from '@istsi/soroban-client';
import type { Claim } from './claims.ts';
import { reserveScripts, scriptsBelow, scriptsOfIndex } from './custody-scripts.ts';
import { contradicted, explained, type GuardianWorld, unseen, type Verdict } from './guardian-world.ts';
import { standingOf } from './judge-block.ts';
import { judgeBooks } from './judge-books.ts';
import { judgeOutput } from './judge-output.ts';
import { judgeSpend } from './judge-spend.ts';

/** The numbers of addresses, as far as they are known already: see `indicesOf`. */
export type KnownIndices = ReadonlyMap<string, number>;

/**
 * Of all users of these claims, in one question: there may be a thousand, and each alone is a run of the contract. Whom it
 * does not answer, or a node that does not, is asked about where the claim is judged.
 */
export async function indicesOf({ addressIndices }: GuardianWorld, claims: readonly Claim[]): Promise<KnownIndices> {
  const users = [
    ...new Set(claims.flatMap((claim) => ('user' in claim && claim.user !== undefined ? [claim.user] : []))),
  ];
  if (users.length === 0) return new Map();
  try {
    const indices = await addressIndices(users);
    return new Map(users.flatMap((user, i) => (indices[i] === undefined ? [] : [[user, indices[i]]])));
  } catch (error) {
    if (isOutOfReach(error)) return new Map();
    throw error;
  }
}

/** Judges one claim. A node that does not answer, or is behind, leaves it unseen. */
export async function judgeClaim(world: GuardianWorld, claim: Claim, known: KnownIndices): Promise<Verdict> {
  try {
    return await judge(world, claim, known);
  } catch (error) {
    if (isOutOfReach(error)) return unseen(describeError(error));
    throw error;
  }
}

export const isOutOfReach = (error: unknown): boolean =>
  error instanceof SorobanClientError ||
  (error instanceof CustodyError && /^(?:bitcoin|block|watcher)\//.test(error.code));

async function judge(world: GuardianWorld, claim: Claim, known: KnownIndices): Promise<Verdict> {
  switch (claim.kind) {
    case 'deposit':
      return await judgeDeposit(world, claim, known);
    case 'added':
      return await judgeAdded(world, claim, known);
    case 'settled':
      return await judgeSettled(world, claim);
    case 'lost':
      return await judgeLost(world, claim);
    case 'spent':
      return await judgeSpend(world, claim);
    case 'books':
      return await judgeBooks(world, claim);
    case 'baseless':
      return contradicted(claim.why);
  }
}

async function judgeDeposit(
  world: GuardianWorld,
  claim: Claim & { kind: 'deposit' },
  known: KnownIndices,
): Promise<Verdict> {
  const index = known.get(claim.user) ?? (await indexOf(world, claim.user));
  if (index === undefined) return contradicted(`${claim.user}, who was minted to, has no deposit address`);
  return await judgeOutput(world, claim, scriptsOfIndex(world.epochs, index));
}

/** Far beyond the gap that a coordinator watches, so that what somebody paid too early is found. */
const LOOK_AHEAD = 2_000;

async function judgeAdded(
  world: GuardianWorld,
  claim: Claim & { kind: 'added' },
  known: KnownIndices,
): Promise<Verdict> {
  const { epochs, memory } = world;
  const numbered = Math.max(-1, ...memory.state().owners.keys()) + 1;
  const everybody = (): Uint8Array[] => scriptsBelow(epochs, numbered + LOOK_AHEAD);
  switch (claim.to) {
    case 'reserve':
      return await judgeOutput(world, claim, reserveScripts(epochs));
    case 'owner': {
      const { user } = claim;
      const index = user === undefined ? undefined : (known.get(user) ?? (await indexOf(world, user)));
      if (index === undefined) return contradicted(`${claim.user}, to whom it goes back, has no deposit address`);
      return await judgeOutput(world, claim, scriptsOfIndex(epochs, index));
    }
    case 'nobody':
      return await judgeOutput(world, claim, everybody());
    case 'custody':
      return await judgeOutput(world, claim, [...reserveScripts(epochs), ...everybody()]);
  }
}

async function judgeSettled(world: GuardianWorld, claim: Claim & { kind: 'settled' }): Promise<Verdict> {
  const standing = await standingOf(world, claim);
  if (standing.is === 'unknown') return standing.verdict;
  if (findTransaction(standing.bytes, claim.txid)) return explained;
  return contradicted(`payment ${claim.txid} counts as made, and block ${claim.block.hash} does not hold it`);
}

/** Written off is what is there no more. */
async function judgeLost(world: GuardianWorld, claim: Claim & { kind: 'lost' }): Promise<Verdict> {
  const standing = await standingOf(world, { ...claim, confirmations: 1 });
  if (standing.is === 'unknown' && standing.verdict.is === 'unseen') return standing.verdict;
  const { txid, vout } = parseOutpoint(claim.outpoint);
  const unspent = await world.bitcoin.getUnspentOutput(txid, vout, 'chain');
  if (!unspent) return explained;
  // What came back afterwards was gone at the time.
  const best = await world.bitcoin.getHeader(unspent.bestBlock);
  if (!best) return unseen('the chain moved meanwhile');
  const height = best.height - unspent.confirmations + 1;
  if (height > claim.block.height) return explained;
  const utxo = await world.contracts.reserve.tryRead('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout });
  if (utxo.ok && utxo.value.state !== UtxoState.Lost) return explained;
  return contradicted(`${claim.outpoint} was written off, and is unspent since block ${height}`);
}

/** Undefined when the registry does not know the address. */
async function indexOf({ contracts }: GuardianWorld, user: string): Promise<number | undefined> {
  const found = await contracts.kyc.tryRead('address_index', { user });
  if (found.ok) return found.value;
  if (found.failure.contractError?.code === KycError.IdentityNotFound) return undefined;
  return await contracts.kyc.read('address_index', { user });
}
