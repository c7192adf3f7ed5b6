/**
 * `npm run prove:mutants`: changes the deployed Wasm, one instruction at a time, counts how often a proof about the changed function is
 * refuted, and replays each counterexample in the sandbox. Arguments: how many mutants a proof, the seed that chooses them, and the
 * statements that it is about (default: all). Prints a table; fails below nine in ten of those that are not equivalent.
 */
import { chooseMutants, type JudgedMutant, judgeMutant } from '../src/mutation/judge.ts';
import { proofs } from '../src/proofs/all.ts';
import { replayed } from '../src/replay/replay.ts';
import { startSolver } from '../src/solver.ts';

const [count = 6, seed = 13] = process.argv.slice(2, 4).map(Number);
const wanted = process.argv.slice(4);
const LEAST = 0.9;
const solver = await startSolver();
const seen = new Set<string>();
const rows: string[] = [];
const all: JudgedMutant[] = [];
const replays = { seen: 0, spurious: 0 };

for (const proof of proofs.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  const judged: JudgedMutant[] = [];
  for (const mutant of chooseMutants(proof, count, seed)) {
    const key = `${proof.contract} ${mutant.function} ${mutant.place} ${mutant.op} ${mutant.value}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const result = judgeMutant(proofs, proof, mutant, solver);
    judged.push(result);
    const inSandbox = result.refuted ? await replayed(result.refuted) : undefined;
    if (inSandbox) replays[inSandbox.is] += 1;
    const notes = [result.why, inSandbox?.is ?? '', ...(inSandbox?.differences ?? [])];
    console.log(
      `${result.verdict.padEnd(10)} ${proof.id.padEnd(20)} ${mutant.function}: ${mutant.what}  ${notes.join('  ')}`,
    );
  }
  all.push(...judged);
  if (judged.length > 0) rows.push(row(proof.id, judged));
}

function of(judged: readonly JudgedMutant[], verdict: JudgedMutant['verdict']): number {
  return judged.filter((each) => each.verdict === verdict).length;
}

function row(title: string, judged: readonly JudgedMutant[]): string {
  const columns = (['refuted', 'proved', 'unknown', 'equivalent'] as const).map((verdict) => of(judged, verdict));
  return [title.padEnd(22), ...[judged.length, ...columns].map((each) => String(each).padStart(10))].join(' ');
}

const share = of(all, 'refuted') / (all.length - of(all, 'equivalent'));
const heads = ['mutants', 'refuted', 'proved', 'unknown', 'equivalent'].map((head) => head.padStart(10));
console.log(['', ['statement'.padEnd(22), ...heads].join(' '), ...rows, row('all', all)].join('\n'));
console.log(`${(100 * share).toFixed(1)} % refuted of those that are not equivalent, seed ${seed}`);
console.log(`counterexamples in the sandbox: ${replays.seen} seen, ${replays.spurious} spurious`);
if (share < LEAST) process.exitCode = 1;
