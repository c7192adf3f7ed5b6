/**
 * `npm run prove`: checks every statement about the deployed Wasm, explores the model, prints a table, and writes the page of the documentation
 * site. Names of statements as arguments: only these, no model and no page. A counterexample is
 * replayed in a sandbox. Fails when one is refuted or unknown.
 */
import { writeFileSync } from 'node:fs';
import { explorations, exploreSystem, modelSection } from '../src/model/report.ts';
import { proofs } from '../src/proofs/all.ts';
import type { ProofResult } from '../src/proofs/proof.ts';
import { prove } from '../src/prover.ts';
import { replayed } from '../src/replay/replay.ts';
import { counterexampleLines, proofPage, replayLines, resultLine } from '../src/report.ts';
import { startSolver } from '../src/solver.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !proofs.some((proof) => proof.id === id));
if (unknown.length > 0) {
  console.error(`there is no statement ${unknown.join(', ')}; there are: ${proofs.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

const solver = await startSolver();
const results: ProofResult[] = [];
for (const proof of proofs.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  const result = prove(proof, { solver });
  results.push(result);
  console.log([resultLine(result), ...counterexampleLines(result)].join('\n'));
  if (result.refuted) console.log(replayLines(await replayed(result.refuted)).join('\n'));
}

const explored = (wanted.length === 0 ? explorations : []).map((options) => {
  const result = exploreSystem(options);
  const verdict = result.fault ? `broken: ${result.fault.what}\n  ${result.fault.trace.join('\n  ')}` : 'holds';
  console.log(`model    ${result.states} states, ${result.steps} steps: ${verdict}  (${options.title})`);
  return [options.title, result] as const;
});

if (wanted.length === 0) {
  const page = proofPage({ results, solverVersion: solver.version, sections: [modelSection(explored)] });
  writeFileSync(new URL('../../docs/verify/proofs.md', import.meta.url), page);
}
const open = results.filter(({ verdict }) => verdict !== 'proved');
console.log(`${results.length - open.length} of ${results.length} statements proved`);
if (open.length > 0 || explored.some(([, { fault }]) => fault)) process.exitCode = 1;
