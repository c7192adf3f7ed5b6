import { openContract } from '../contracts.ts';
import type { Proof, ProofResult } from '../proofs/proof.ts';
import { prove } from '../prover.ts';
import type { Refuted } from '../replay/scene.ts';
import type { Solver } from '../solver.ts';
import { equivalentTo } from './equivalent.ts';
import { type Mutant, mutantsOf, withMutant } from './mutants.ts';

export interface JudgedMutant {
  readonly proof: string;
  readonly mutant: Mutant;
  /** `refuted`: a proof noticed. `equivalent`: there is nothing to notice. */
  readonly verdict: ProofResult['verdict'] | 'equivalent';
  readonly why: string;
  /** What the counterexample was made of, where there is one. */
  readonly refuted: Refuted | undefined;
}

/** So many mutants of the functions that a proof is about, chosen by the seed alone. */
export function chooseMutants(proof: Proof, count: number, seed: number): Mutant[] {
  const contract = openContract(proof.contract);
  const all = (proof.mutates ?? [proof.function]).flatMap((name) => mutantsOf(contract, name));
  const random = generator(seed);
  const chosen: Mutant[] = [];
  while (chosen.length < count && all.length > 0) chosen.push(...all.splice(Math.floor(random() * all.length), 1));
  return chosen;
}

/** A first look, which is enough for most, and as long as a proof may take. */
const PATIENCE_MS = [5_000, undefined];

/** Whether one of the proofs about the function notices. What stops a proof with an error is not noticed by it. */
export function judgeMutant(proofs: readonly Proof[], proof: Proof, mutant: Mutant, solver: Solver): JudgedMutant {
  const others = proofs.filter(
    (other) =>
      other !== proof &&
      other.contract === proof.contract &&
      [other.function, ...(other.mutates ?? [])].includes(mutant.function),
  );
  let open = [proof, ...others];
  let why = '';
  for (const timeoutMs of PATIENCE_MS) {
    const undecided: Proof[] = [];
    for (const other of open) {
      const judged = judgeBy(other, mutant, solver, timeoutMs);
      if (judged.verdict === 'refuted') return { proof: other.id, mutant, ...judged };
      if (judged.verdict === 'proved' && isWholeOf(other, mutant)) return sameAs(other, mutant);
      if (judged.verdict === 'unknown') undecided.push(other);
      if (judged.verdict === 'unknown') why = judged.why;
    }
    open = undecided;
  }
  // Asked last: what a proof refutes is not equivalent, whatever is written of it.
  const known = equivalentTo(proof.contract, mutant.function, mutant.what);
  if (known) return { proof: proof.id, mutant, verdict: 'equivalent', why: known.why, refuted: undefined };
  return { proof: proof.id, mutant, verdict: open.length > 0 ? 'unknown' : 'proved', why, refuted: undefined };
}

const isWholeOf = ({ isWhole, assume, function: within }: Proof, mutant: Mutant): boolean =>
  isWhole === true && assume === undefined && within === mutant.function;

const sameAs = ({ id: proof }: Proof, mutant: Mutant): JudgedMutant => ({
  ...{ proof, mutant, verdict: 'equivalent', refuted: undefined },
  why: 'the solver: what the statement says of every input is all that the function does, and is true of this one too',
});

type Judged = Pick<ProofResult, 'verdict' | 'why' | 'refuted'>;

function judgeBy(proof: Proof, mutant: Mutant, solver: Solver, timeoutMs: number | undefined): Judged {
  try {
    const contract = withMutant(openContract(proof.contract), mutant);
    const options = { solver, contract, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    const { verdict, why, refuted } = prove(proof, options);
    return { verdict, why, refuted };
  } catch (error) {
    return { verdict: 'unknown', why: error instanceof Error ? error.message : String(error), refuted: undefined };
  }
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
