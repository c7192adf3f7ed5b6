import type { ProofResult } from './proofs/proof.ts';
import type { Replayed } from './replay/replay.ts';

/** One line of the table in the terminal. */
export function resultLine({ proof, verdict, ways, ms, why }: ProofResult): string {
  const seconds = `${(ms / 1000).toFixed(1)} s`.padStart(8);
  const note = why === '' ? '' : `  ${why}`;
  return `${verdict.padEnd(8)} ${proof.id.padEnd(22)} ${String(ways).padStart(4)} ways ${seconds}  ${proof.contract}${note}`;
}

/** The inputs for which a statement is false, a line each. */
export function counterexampleLines({ counterexample }: ProofResult): string[] {
  if (!counterexample) return [];
  const inputs = [...counterexample].filter(
    ([name]) => !/^(order of|sha256 of|XDR of|quotient|remainder|global)/.test(name),
  );
  return inputs.map(([name, value]) => `           ${name} = ${value}`);
}

/** What a network made of a counterexample. */
export function replayLines({ is, differences, error }: Replayed): string[] {
  const verdict =
    is === 'seen' ? 'seen in the sandbox, with the same Wasm' : 'spurious: in the sandbox it ends otherwise';
  return [verdict, ...differences, ...(error === undefined ? [] : [error])].map((line) => `           ${line}`);
}

export interface Report {
  readonly results: readonly ProofResult[];
  readonly solverVersion: string;
  /** Further sections of the page, each with its heading. */
  readonly sections: readonly string[];
}

/** The page of the documentation site. */
export function proofPage({ results, solverVersion, sections }: Report): string {
  const hashes = new Map(results.map(({ proof, wasmHash }) => [proof.contract, wasmHash]));
  const proved = results.filter(({ verdict }) => verdict === 'proved').length;
  return `${[
    '# Proofs about the code',
    `What follows is true of the Wasm whose hashes are below, for all inputs within the bounds that each statement names, and of nothing beyond them. ${proved} of ${results.length} statements are proved.`,
    'This page is written by `npm run prove`, which takes the built contracts, follows every way through a function with expressions in place of numbers, and asks a solver for an input that makes a statement false. What the solver does not decide in time is *unknown* here, and never *proved*. A counterexample is replayed in the sandbox, with the same Wasm on a ledger that holds what it says; one that ends otherwise there is called spurious.',
    ['```sh elsewhere', 'npm run build', 'npm run prove', '```'].join('\n'),
    '## What is taken for granted',
    [
      '- the summaries of the host: values, lists, maps, bytes, storage as the layouts in `contracts/storage-layouts.json` say, authorization that ends a call which lacks it, other contracts that may answer anything. Hashes are equal for equal messages, and nothing else is known of them; lifetimes of entries and costs are not followed;',
      '- 128-bit products and quotients of the library by what they are to compute; `verification/test/summaries.test.ts` compares that with what the Wasm computes, and `soroban/sdk/src/back/wide-integers.test.ts` with BigInt;',
      `- the solver, ${solverVersion}, and this reading of Wasm, of which \`verification/test\` compares every numeric instruction with an engine.`,
    ].join('\n'),
    '## Statements',
    ...results.map(statement),
    'What is not proved, and only tested: the median of reports as the oracle makes it and the bounds of a price, the next difficulty after an epoch that took another time than those that are named, and the sums of 24 hours in the reserve manager.',
    ...sections,
    '## The Wasm',
    ['| contract | sha256 |', '| --- | --- |', ...[...hashes].map(([name, hash]) => `| ${name} | \`${hash}\` |`)].join(
      '\n',
    ),
  ].join('\n\n')}\n`;
}

function statement({ proof, verdict, ways, ms, why }: ProofResult): string {
  const about = `\`${proof.function.replaceAll('|', '\\|')}\` of ${proof.contract}`;
  const found = `**${verdict}${why === '' ? '' : `: ${why}`}**`;
  const details = [found, ways === 1 ? '1 way' : `${ways} ways`, `${(ms / 1000).toFixed(1)} s`];
  return [
    `### ${proof.id}`,
    escaped(proof.statement),
    `*For:* ${escaped(proof.bounds)}`,
    `${about} — ${details.join(', ')}`,
  ].join('\n\n');
}

// A page is Markdown with components: `<` would begin one.
const escaped = (text: string): string => text.replaceAll('<', '&lt;');
