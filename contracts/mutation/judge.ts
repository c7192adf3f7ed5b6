import { applyMutant, type Mutant } from './mutants.ts';
import type { Tree } from './tree.ts';

export type Verdict =
  | { readonly is: 'caught'; readonly by: string; readonly file: string }
  | { readonly is: 'unnoticed' }
  | { readonly is: 'not a program' }
  /** A test did not end in time: of a busy machine that says nothing. */
  | { readonly is: 'doubtful'; readonly file: string };

interface Failure {
  readonly file: string;
  readonly name: string;
  readonly isLate: boolean;
}

/** So many operations of the random history show in seconds what one mutant does to all of it. */
const OPERATIONS = '700';
const SEED = '20261128';
const MINUTES = 60_000;

/** Asks the test files, one after the other, whether they notice the mutant; stops at the first that does. */
export async function judge(tree: Tree, sound: Soundness, mutant: Mutant, files: readonly string[]): Promise<Verdict> {
  const text = tree.read(mutant.file);
  tree.write(mutant.file, applyMutant(text, mutant));
  try {
    if (!(await tree.build())) return { is: 'not a program' };
    let left = files.filter((file) => sound.of(file) !== false);
    for (;;) {
      const failure = await firstFailure(tree, left);
      if (!failure) return { is: 'unnoticed' };
      const { file, name, isLate } = failure;
      if (isLate) return { is: 'doubtful', file };
      if (await sound.isSound(file)) return { is: 'caught', by: `${file} > ${name}`, file };
      left = left.filter((each) => each !== file);
    }
  } finally {
    tree.write(mutant.file, text);
    tree.restoreBuild();
  }
}

/** A test that fails by itself would seem to catch everything: it has to pass where nothing is broken, or it does not count. */
export class Soundness {
  readonly #known: Map<string, boolean>;
  readonly #whole: Tree;

  /** `known` are files that were found sound before, when the run began that this one goes on with. */
  constructor(whole: Tree, known: Iterable<string>) {
    this.#whole = whole;
    this.#known = new Map([...known].map((file) => [file, true]));
  }

  of(file: string): boolean | undefined {
    return this.#known.get(file);
  }

  async isSound(file: string): Promise<boolean> {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    const passes = (await firstFailure(this.#whole, [file])) === undefined;
    this.#known.set(file, passes);
    if (!passes) console.log(`does not count, because it fails without any mutant: ${file}`);
    return passes;
  }
}

interface Report {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

async function firstFailure(tree: Tree, files: readonly string[]): Promise<Failure | undefined> {
  if (files.length === 0) return undefined;
  const report = 'mutation-report.json';
  const limits = [`--testTimeout=${20 * MINUTES}`, `--hookTimeout=${20 * MINUTES}`];
  const output = ['--reporter=json', `--outputFile=contracts/${report}`];
  const args = ['run', '--bail=1', '--maxWorkers=1', ...limits, ...output, ...files];
  // What is killed writes none, and the one before would be read.
  tree.write(report, '{"testResults":[]}');
  const env = { ISTSI_TEST_OPERATIONS: OPERATIONS, ISTSI_TEST_SEED: SEED };
  if ((await tree.run('node_modules/.bin/vitest', args, env)) === 0) return undefined;
  const { testResults } = JSON.parse(tree.read(report)) as Report;
  const failed = testResults.find(({ status }) => status === 'failed');
  const file = files.find((each) => failed?.name.endsWith(each)) ?? '';
  const test = failed?.assertionResults.find(({ status }) => status === 'failed');
  const message = test?.failureMessages.join('\n') ?? failed?.message ?? '';
  return { file, name: test?.fullName ?? 'cannot begin', isLate: file === '' || /timed out/.test(message) };
}
