/**
 * `npm run prove`: checks every statement about the deployed Wasm, prints a table, and writes the page of the documentation
 * site. Names of statements as arguments: only these, and no page. Fails when one is refuted or unknown.
 */
import { writeFileSync } from 'node:fs';
import { proofs } from '../src/proofs/all.ts';
import { prove } from '../src/prover.ts';
import { counterexampleLines, proofPage, resultLine } from '../src/report.ts';
import { startSolver } from '../src/solver.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !proofs.some((proof) => proof.id === id));
if (unknown.length > 0) {
  console.error(`there is no statement ${unknown.join(', ')}; there are: ${proofs.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

const solver = await startSolver();
const results = proofs
  .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  .map((proof) => {
    const result = prove(proof, { solver });
    console.log([resultLine(result), ...counterexampleLines(result)].join('\n'));
    return result;
  });

if (wanted.length === 0) {
  const page = proofPage({ results, solverVersion: solver.version, sections: [] });
  writeFileSync(new URL('../../docs/verify/proofs.md', import.meta.url), page);
}
const open = results.filter(({ verdict }) => verdict !== 'proved');
console.log(`${results.length - open.length} of ${results.length} statements proved`);
if (open.length > 0) process.exitCode = 1;
