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

/**
 * Verifies BIP-127 proof transactions for one message: together they must spend exactly these coins, once each, with
 * signatures that satisfy the coins' scripts and cover the challenge. What a coin holds must come from the verifier's own
 * node, never from whoever made the proof.
 */
export function verifyReserveProof(
  message: string,
  transactions: readonly Uint8Array[],
  coins: readonly ReserveCoin[],
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
    for (const result of verifyInputs(transaction, parsed, known)) {
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

type Proven = { outpoint: string; amountSats: bigint; quorum: string };

function verifyInputs(
  transaction: number,
  parsed: SignedTransaction,
  known: ReadonlyMap<string, ReserveCoin>,
): (ProofProblem | Proven)[] {
  const rest = parsed.inputs.slice(1);
  const foreign = rest.filter((input) => !known.has(outpointKey(input)));
  if (foreign.length > 0) {
    // Signatures under taproot cover every coin spent; with one unknown, none of the others can be verified.
    const reason = 'the coin is not on the list';
    return foreign.map((input) => ({ code: 'foreign-input', transaction, outpoint: outpointKey(input), reason }));
  }
  const spent = rest.map((input) => known.get(outpointKey(input)) as ReserveCoin);
  const digests = signatureDigests(parsed, [CHALLENGE_OUTPUT, ...spent]);
  return rest.map((input, i): ProofProblem | Proven => {
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
