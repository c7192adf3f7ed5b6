/**
 * `npm run prove:mutants`: changes the deployed Wasm, one instruction at a time, and counts how often the proof about the
 * changed function is refuted. Arguments: how many mutants a proof, and the seed that chooses them. Fails below nine in ten.
 */
import { writeFileSync } from 'node:fs';
import { chooseMutants, judgeMutant } from '../src/mutation/judge.ts';
import { proofs } from '../src/proofs/all.ts';
import { startSolver } from '../src/solver.ts';

const [count = 6, seed = 13] = process.argv.slice(2).map(Number);
const LEAST = 0.9;
const solver = await startSolver();
const seen = new Set<string>();
const judged = proofs.flatMap((proof) =>
  chooseMutants(proof, count, seed).flatMap((mutant) => {
    const key = `${proof.contract} ${mutant.function} ${mutant.place} ${mutant.op} ${mutant.value}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const result = judgeMutant(proofs, proof, mutant, solver);
    console.log(`${result.verdict.padEnd(8)} ${proof.id.padEnd(20)} ${mutant.function}: ${mutant.what}  ${result.why}`);
    return [result];
  }),
);
const survivors = judged.filter(({ verdict }) => verdict !== 'refuted');
const share = (judged.length - survivors.length) / judged.length;
console.log(
  `${judged.length - survivors.length} of ${judged.length} mutants refuted (${(100 * share).toFixed(1)} %), seed ${seed}`,
);
const written = survivors.map(({ proof, contract, mutant, verdict, why }) => ({
  proof,
  contract,
  function: mutant.function,
  what: mutant.what,
  verdict,
  why,
}));
const results = { seed, count: judged.length, refuted: judged.length - survivors.length, survivors: written };
writeFileSync(new URL('../mutants.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`);
if (share < LEAST) process.exitCode = 1;
