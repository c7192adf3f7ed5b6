/**
 * `npm run mutate`: breaks the contracts in many small ways, one at a time, and asks the tests whether they notice.
 * `-- --count 60 --seed 1 --workers 2 --only kyc-registry --minutes 30`. Exit code 1 when a mutant goes unnoticed that
 * `survivors.json` does not explain, or when fewer than 95 % are caught.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contractNames } from '../src/names.ts';
import { packageDir } from '../src/paths.ts';
import { applyMutant, type Mutant, mutantsOf, nameOf } from './mutants.ts';
import { stagesFor } from './stages.ts';
import { copyTree, type Tree } from './tree.ts';

/** A mutant that no test can catch, by the text of its line, which moves less than its number. */
interface Survivor {
  file: string;
  text: string;
  to: string;
  reason: string;
}

const WANTED_SHARE = 0.95;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
    minutes: { type: 'string', default: '600' },
  },
});

const survivors: Survivor[] = JSON.parse(readFileSync(`${packageDir}/mutation/survivors.json`, 'utf8'));
const endsAt = Date.now() + Number(values.minutes) * 60_000;
const waiting = chosen(Number(values.seed), values.only);
const wanted = Math.min(Number(values.count), waiting.length);
let tried = 0;
let caught = 0;
const unexplained: string[] = [];

async function work(): Promise<void> {
  const tree = copyTree();
  try {
    if (!(await build(tree))) throw new Error('the contracts do not compile without any mutant');
    while (tried < wanted && Date.now() < endsAt) {
      const mutant = waiting.shift();
      if (!mutant) return;
      tried += 1;
      const outcome = await judge(tree, mutant);
      if (outcome === 'not a program') tried -= 1;
      else report(mutant, outcome);
    }
  } finally {
    tree.remove();
  }
}

function report(mutant: Mutant, outcome: string): void {
  if (outcome !== 'unnoticed') {
    caught += 1;
    console.log(`caught by ${outcome}: ${nameOf(mutant)}`);
    return;
  }
  const reason = survivors.find((known) => isSame(known, mutant))?.reason;
  if (!reason) unexplained.push(nameOf(mutant));
  console.log(`NOT caught: ${nameOf(mutant)}${reason ? ` (${reason})` : ''}`);
}

/** The test file that noticed, asked from the nearest to the random history. */
async function judge(tree: Tree, mutant: Mutant): Promise<string> {
  const text = tree.read(mutant.file);
  const broken = applyMutant(text, mutant);
  tree.write(mutant.file, broken);
  try {
    if (!(await build(tree))) return 'not a program';
    for (const files of stagesFor(mutant.file)) {
      for (;;) {
        const failed = await firstFailure(
          tree,
          files.filter((file) => !unsound.has(file)),
        );
        if (!failed) break;
        if (failed === NOT_ENDED || sound.has(failed)) return failed;
        tree.write(mutant.file, text);
        if (await isSound(tree, failed)) return failed;
        tree.write(mutant.file, broken);
        await build(tree);
      }
    }
    return 'unnoticed';
  } finally {
    tree.write(mutant.file, text);
  }
}

/** Some mutants loop for ever, which is noticed. */
const NOT_ENDED = 'a test that did not end';

const sound = new Set<string>();
const unsound = new Set<string>();

/** A test that fails by itself would seem to catch everything: it has to pass where nothing is broken, or it does not count. */
async function isSound(tree: Tree, file: string): Promise<boolean> {
  await build(tree);
  const passes = (await firstFailure(tree, [file])) === undefined;
  (passes ? sound : unsound).add(file);
  if (!passes) console.log(`does not count, because it fails without any mutant: ${file}`);
  return passes;
}

const build = async (tree: Tree): Promise<boolean> =>
  (await tree.run('npm', ['run', '--silent', 'build', '-w', '@istsi/contracts'])) === 0;

/** The first of the test files that does not pass. */
async function firstFailure(tree: Tree, files: readonly string[]): Promise<string | undefined> {
  if (files.length === 0) return undefined;
  const report = 'mutation-report.json';
  const args = ['run', '--bail=1', '--maxWorkers=1', '--reporter=json', `--outputFile=contracts/${report}`, ...files];
  // What is killed writes none, and the one before would be read.
  tree.write(report, '{"testResults":[]}');
  if ((await tree.run('node_modules/.bin/vitest', args)) === 0) return undefined;
  const { testResults } = JSON.parse(tree.read(report)) as { testResults: { name: string; status: string }[] };
  const failed = testResults.find(({ status }) => status === 'failed')?.name;
  return files.find((file) => failed?.endsWith(file)) ?? NOT_ENDED;
}

function isSame(known: Survivor, mutant: Mutant): boolean {
  const line = readFileSync(`${packageDir}/${mutant.file}`, 'utf8').split('\n')[mutant.line - 1]?.trim();
  return known.file === mutant.file && known.text === line && known.to === mutant.to;
}

/** All mutants in an order that the seed decides, the contracts taking turns. */
function chosen(seed: number, only: string | undefined): Mutant[] {
  const folders = [...contractNames, 'shared'].filter((folder) => !only || folder === only);
  if (folders.length === 0) throw new Error(`--only ${only}: there is ${[...contractNames, 'shared'].join(', ')}`);
  const random = randomFrom(seed);
  const queues = folders.map((folder) => shuffled(mutantsIn(folder), random));
  const turns = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: turns }, (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1))).flat();
}

function mutantsIn(folder: string): Mutant[] {
  return readdirSync(`${packageDir}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('clients/'))
    .map((file) => `${folder}/${file}`)
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(`${packageDir}/${file}`, 'utf8')));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** mulberry32: the same numbers for the same seed on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

await Promise.all(Array.from({ length: Number(values.workers) }, work));
console.log(`${caught} of ${tried} mutants caught, seed ${values.seed}`);
if (unexplained.length > 0 || caught < tried * WANTED_SHARE) process.exitCode = 1;
