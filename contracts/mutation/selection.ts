import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { contractNames } from '../src/names.ts';
import { packageDir } from '../src/paths.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { textOf } from './results.ts';

/**
 * All mutants in an order that the seed decides. A mutant's place follows from its own text, so that it does not change
 * when other code does, nor when code moves from file to file.
 */
export function mutantsInOrder(seed: string, only: string | undefined): Mutant[] {
  const folders = [...contractNames, 'shared'].filter((folder) => !only || folder === only);
  if (folders.length === 0) throw new Error(`--only ${only}: there is ${[...contractNames, 'shared'].join(', ')}`);
  const seen = new Map<string, number>();
  return folders
    .flatMap(mutantsIn)
    .map((mutant) => {
      const text = textOf(mutant);
      const ordinal = seen.get(text) ?? 0;
      seen.set(text, ordinal + 1);
      return { mutant, place: createHash('sha256').update(`${seed} ${text} ${ordinal}`).digest('hex') };
    })
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ mutant }) => mutant);
}

function mutantsIn(folder: string): Mutant[] {
  return readdirSync(`${packageDir}/${folder}`, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('clients/'))
    .map((file) => `${folder}/${file}`)
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(`${packageDir}/${file}`, 'utf8')));
}
