import { outpointKey } from '../block/transaction.ts';
import { isCustodyError } from '../errors.ts';
import { signatureDigests } from '../script/signature-digest.ts';
import { parseSignedTransaction, type SignedTransaction } from '../script/signed-transaction.ts';
import { verifyWitness } from '../script/verify-witness.ts';
import { CHALLENGE_OUTPUT, proofChallenge } from './challenge.ts';
import type { ReserveCoin } from './reserve-proof.ts';

export type ProofProblem = {
  readonly code:
    | 'malformed'
    | 'wrong-challenge'
    | 'wrong-output'
    | 'foreign-input'
    | 'repeated-input'
    | 'bad-signature'
    | 'script-not-understood'
    | 'missing-input';
  /** The proof transaction, by its place in the list; absent where a coin is in none. */
  readonly transaction?: number;
  readonly outpoint?: string;
  readonly reason: string;
};

export type ReserveProofCheck = {
  readonly problems: readonly ProofProblem[];
  /** Satoshis of coins whose signatures are all good. */
  readonly provenSats: bigint;
  /** How many coins each kind of quorum ("2 of 3") signed for. */
  readonly quorums: ReadonlyMap<string, number>;
};

/** One transaction of a proof with the coins that it shows: what takes the time, and can be verified apart from the others. */
export interface ProofPart {
  /** Its place in the list. */
  readonly transaction: number;
  readonly bytes: Uint8Array;
  readonly coins: readonly ReserveCoin[];
}

type Proven = { outpoint: string; amountSats: bigint; quorum: string };
/** Of one input. */
export type InputCheck = ProofProblem | Proven;

/**
 * Verifies BIP-127 proof transactions for one message: together they must spend exactly these coins, once each, with
 * signatures that satisfy the coins' scripts and cover the challenge. What a coin holds must come from the verifier's own
 * node, never from whoever made the proof.
 */
export const verifyReserveProof = (
  message: string,
  transactions: readonly Uint8Array[],
  coins: readonly ReserveCoin[],
): ReserveProofCheck => judgeProof(message, transactions, coins, proofParts(transactions, coins).map(verifyProofPart));

/** For `verifyProofPart`, wherever that runs; `judgeProof` takes what comes of them, in this order. */
export function proofParts(transactions: readonly Uint8Array[], coins: readonly ReserveCoin[]): ProofPart[] {
  const known = new Map(coins.map((coin) => [outpointKey(coin), coin]));
  return transactions.map((bytes, transaction) => {
    const parsed = readTransaction(bytes);
    const inputs = typeof parsed === 'string' ? [] : parsed.inputs;
    const shown = inputs.flatMap((input) => known.get(outpointKey(input)) ?? []);
    return { transaction, bytes, coins: shown };
  });
}

/** The signatures of one transaction. */
export function verifyProofPart({ transaction, bytes, coins }: ProofPart): InputCheck[] {
  const parsed = readTransaction(bytes);
  if (typeof parsed === 'string') return [];
  return verifyInputs(transaction, parsed, new Map(coins.map((coin) => [outpointKey(coin), coin])));
}

/** `verifyReserveProof` with what `verifyProofPart` found of each part. */
export function judgeProof(
  message: string,
  transactions: readonly Uint8Array[],
  coins: readonly ReserveCoin[],
  checks: readonly (readonly InputCheck[])[],
): ReserveProofCheck {
  const problems: ProofProblem[] = [];
  const missing = new Map(coins.map((coin) => [outpointKey(coin), coin]));
  const known = new Map(missing);
  const quorums = new Map<string, number>();
  let provenSats = 0n;
  for (const [transaction, bytes] of transactions.entries()) {
    const parsed = readTransaction(bytes);
    if (typeof parsed === 'string') {
      problems.push({ code: 'malformed', transaction, reason: parsed });
      continue;
    }
    problems.push(...frameProblems(message, transaction, parsed, known));
    for (const result of checks[transaction] ?? []) {
      if ('code' in result) {
        problems.push(result);
      } else if (missing.delete(result.outpoint)) {
        provenSats += result.amountSats;
        quorums.set(result.quorum, (quorums.get(result.quorum) ?? 0) + 1);
      } else {
        const { outpoint } = result;
        problems.push({ code: 'repeated-input', transaction, outpoint, reason: 'the coin is shown twice' });
      }
    }
  }
  for (const outpoint of missing.keys()) {
    problems.push({
      code: 'missing-input',
      outpoint,
      reason: 'no proof transaction shows this coin with good signatures',
    });
  }
  return { problems, provenSats, quorums };
}

function readTransaction(bytes: Uint8Array): SignedTransaction | string {
  try {
    return parseSignedTransaction(bytes);
  } catch (error) {
    if (isCustodyError(error, 'block/malformed')) return error.message;
    throw error;
  }
}

/** What does not depend on signatures: the challenge in front, and one output that is the exact sum. */
function frameProblems(
  message: string,
  transaction: number,
  { inputs, outputs }: SignedTransaction,
  known: ReadonlyMap<string, ReserveCoin>,
): ProofProblem[] {
  const problems: ProofProblem[] = [];
  const [first, ...rest] = inputs;
  const isChallenge = first && outpointKey(first) === outpointKey(proofChallenge(message));
  if (!isChallenge || first.scriptSig.length > 0 || first.witness.length > 0) {
    const reason = 'the first input is not the challenge of the message, unsigned';
    problems.push({ code: 'wrong-challenge', transaction, reason });
  }
  const sum = rest.reduce((total, input) => total + (known.get(outpointKey(input))?.amountSats ?? 0n), 0n);
  if (outputs.length !== 1 || outputs[0]?.amountSats !== sum) {
    problems.push({
      code: 'wrong-output',
      transaction,
      reason: 'there must be one output that is the sum of the coins',
    });
  }
  return problems;
}

function verifyInputs(
  transaction: number,
  parsed: SignedTransaction,
  known: ReadonlyMap<string, ReserveCoin>,
): InputCheck[] {
  const rest = parsed.inputs.slice(1);
  const foreign = rest.filter((input) => !known.has(outpointKey(input)));
  if (foreign.length > 0) {
    // Signatures under taproot cover every coin spent; with one unknown, none of the others can be verified.
    const reason = 'the coin is not on the list';
    return foreign.map((input) => ({ code: 'foreign-input', transaction, outpoint: outpointKey(input), reason }));
  }
  const spent = rest.map((input) => known.get(outpointKey(input)) as ReserveCoin);
  const digests = signatureDigests(parsed, [CHALLENGE_OUTPUT, ...spent]);
  return rest.map((input, i): InputCheck => {
    const outpoint = outpointKey(input);
    const { scriptPubKey, amountSats } = spent[i] as ReserveCoin;
    if (input.scriptSig.length > 0) {
      return { code: 'bad-signature', transaction, outpoint, reason: 'a witness coin has no script signature' };
    }
    const check = verifyWitness(scriptPubKey, input.witness, digests, i + 1);
    if (check.ok) return { outpoint, amountSats, quorum: `${check.threshold} of ${check.keys}` };
    const code = check.code === 'invalid' ? 'bad-signature' : 'script-not-understood';
    return { code, transaction, outpoint, reason: check.reason };
  });
}
