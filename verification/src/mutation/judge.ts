import { openContract } from '../contracts.ts';
import type { Proof } from '../proofs/proof.ts';
import { prove } from '../prover.ts';
import type { Solver } from '../solver.ts';
import { type Mutant, mutantsOf, withMutant } from './mutants.ts';

export interface JudgedMutant {
  readonly proof: string;
  readonly contract: string;
  readonly mutant: Mutant;
  /** `refuted`: the proof noticed. */
  readonly verdict: 'refuted' | 'proved' | 'unknown';
  readonly why: string;
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

/** Whether one of the proofs about the function notices. What stops a proof with an error is not noticed by it. */
export function judgeMutant(proofs: readonly Proof[], proof: Proof, mutant: Mutant, solver: Solver): JudgedMutant {
  const about = proofs.filter(
    (other) =>
      other.contract === proof.contract && [other.function, ...(other.mutates ?? [])].includes(mutant.function),
  );
  let judged: JudgedMutant = { proof: proof.id, contract: proof.contract, mutant, verdict: 'proved', why: '' };
  for (const other of [proof, ...about.filter((another) => another !== proof)]) {
    judged = { ...judged, ...judgeBy(other, mutant, solver) };
    if (judged.verdict === 'refuted') return judged;
  }
  return judged;
}

function judgeBy(proof: Proof, mutant: Mutant, solver: Solver): Pick<JudgedMutant, 'verdict' | 'why'> {
  try {
    const contract = withMutant(openContract(proof.contract), mutant);
    const { verdict, why } = prove(proof, { solver, contract, timeoutMs: 5_000 });
    return { verdict, why };
  } catch (error) {
    return { verdict: 'unknown', why: error instanceof Error ? error.message : String(error) };
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
