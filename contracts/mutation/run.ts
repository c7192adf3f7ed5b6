/**
 * `npm run mutate`: breaks the contracts in many small ways, one at a time, and asks the tests whether they notice.
 * `-- --count 80 --seed 1 --only kyc-registry --minutes 30 --again`. What is found out is kept in `results.json`: a run that
 * was stopped goes on, and only what is new is judged, unless `--again` asks for everything, nearest test first.
 * Exit code 1 when a mutant goes unnoticed whose reason is not in `results.json`, or when fewer than 95 % are caught.
 */
import { parseArgs } from 'node:util';
import { buildContracts } from '../src/build.ts';
import { judge, Soundness } from './judge.ts';
import { type Mutant, nameOf } from './mutants.ts';
import { type Result, readResults, resultOf, unjudged, writeResults } from './results.ts';
import { mutantsInOrder } from './selection.ts';
import { stagesFor } from './stages.ts';
import { copyTree } from './tree.ts';

const WANTED_SHARE = 0.95;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '80' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    again: { type: 'boolean', default: false },
  },
});

/** A mutant and what is known of it so far. */
interface Trial {
  readonly mutant: Mutant;
  result: Result;
  readonly stages: readonly (readonly string[])[];
}

const endsAt = Date.now() + Number(values.minutes) * 60_000;
const known = readResults();
const candidates = mutantsInOrder(values.seed, values.only).map(toTrial);
const trials = candidates.slice(0, Number(values.count));

function toTrial(mutant: Mutant): Trial {
  const before = resultOf(mutant, known);
  const nearest = values.again && before ? [catcherOf(before)] : [];
  const stages = [...nearest, ...stagesFor(mutant.file)];
  const { passed: _, caughtBy: __, ...reasoned } = before ?? unjudged(mutant);
  const place = unjudged(mutant);
  return { mutant, stages, result: values.again ? { ...reasoned, ...place } : { ...before, ...place } };
}

function catcherOf({ caughtBy }: Result): string[] {
  const [file] = caughtBy?.split(' > ') ?? [];
  return file ? [file] : [];
}

const filesOf = ({ passed }: Result): string[] => passed?.split(' ') ?? [];

const isSettled = ({ result }: Trial): boolean => result.caughtBy !== undefined || result.reason !== undefined;

/** Every mutant is shown to the nearest tests before any of them is shown to all. */
async function judgeAll(): Promise<void> {
  const open = (): boolean => Date.now() < endsAt && trials.some((trial) => !isSettled(trial));
  if (!open()) return;
  await buildContracts();
  const [tree, whole] = [copyTree(), copyTree()];
  try {
    const sound = new Soundness(whole, values.again ? [] : known.flatMap(catcherOf));
    const ask = async (trial: Trial, files: readonly string[]): Promise<void> => {
      const { mutant, result } = trial;
      const passed = [...filesOf(result), ...files].join(' ');
      const verdict = await judge(tree, sound, mutant, files);
      if (verdict.is === 'not a program') replace(trial);
      else if (verdict.is === 'caught') trial.result = { ...unjudged(mutant), caughtBy: verdict.by };
      else if (verdict.is === 'unnoticed') trial.result = { ...result, passed };
      console.log(`${verdict.is}${verdict.is === 'caught' ? ` by ${verdict.by}` : ''}: ${nameOf(mutant)}`);
      save();
    };
    for (let stage = 0; stage < 5 && open(); stage++) {
      for (const trial of [...trials]) {
        // One that took the place of another has the stages before still in front of it.
        const due = trial.stages.slice(0, stage + 1).flat();
        const files = due.filter((file) => !filesOf(trial.result).includes(file));
        if (files.length > 0 && open() && !isSettled(trial)) await ask(trial, files);
      }
    }
  } finally {
    tree.remove();
    whole.remove();
  }
}

/** A mutant that does not compile gives its place to the next. */
function replace(trial: Trial): void {
  const next = candidates[Number(values.count) + replaced];
  replaced += 1;
  trials.splice(trials.indexOf(trial), 1, ...(next ? [next] : []));
}

let replaced = 0;

/** Those of this run, and what is known of others that still are mutants. */
function save(): void {
  const others = candidates.filter((trial) => !trials.includes(trial) && resultOf(trial.mutant, known));
  writeResults([...trials, ...others].map(({ result }) => result));
}

await judgeAll();
const caught = trials.filter(({ result }) => result.caughtBy !== undefined).length;
const unexplained = trials.filter((trial) => !isSettled(trial));
for (const { mutant } of unexplained) console.log(`NOT caught: ${nameOf(mutant)}`);
console.log(`${caught} of ${trials.length} mutants caught, seed ${values.seed}`);
if (unexplained.length > 0 || caught < trials.length * WANTED_SHARE) process.exitCode = 1;
