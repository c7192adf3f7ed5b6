/**
 * `npm run stress [filter]`: takes away, one by one and in pairs, what the services need, or lets it run short, while a deposit and a
 * withdrawal are on their way; prints when it was said, which alarm was raised, and how long everything took afterwards. Fails where
 * anything is not as it has to be.
 */

import { measureNarrow } from '../test/stress/measure-narrow.ts';
import { measureScenario, type Outcome } from '../test/stress/measure-scenario.ts';
import { narrowScenarios } from '../test/stress/narrow-scenarios.ts';
import { scenarios } from '../test/stress/scenarios.ts';
import { startStressWorld } from '../test/stress/stress-world.ts';

/** Long enough for everything that gives up by itself (15 s at most) to have done so. */
const LASTS_MS = 1_000 * Number(process.env.ISTSI_STRESS_SECONDS ?? 20);

/** Several are parted by `|`. */
const filter = process.argv[2] ?? '';
const isChosen = ({ name }: { name: string }): boolean => filter.split('|').some((part) => name.includes(part));
const [chosen, narrow] = [scenarios.filter(isChosen), narrowScenarios.filter(isChosen)];
if (chosen.length + narrow.length === 0) {
  const names = [...scenarios, ...narrowScenarios].map(({ name }) => `  ${name}`);
  console.error(`no scenario is called “${filter}”; there are:\n${names.join('\n')}`);
  process.exit(2);
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, n) => (n === 0 ? cell.padEnd(56) : n === 4 ? `  ${cell}` : cell.padStart(16))).join(' ');
const inSeconds = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(1)} s`);
const shown = ({ name, meanwhile, said, alarms, recovered }: Outcome): string =>
  row([name, meanwhile, inSeconds(said), inSeconds(recovered), alarms.join(', ') || '–']);

console.log(row([`what fails for ${LASTS_MS / 1000} s`, 'meanwhile work', 'said after', 'well again after', 'alarms']));
let failed = 0;
function print(outcome: Outcome): void {
  console.log(shown(outcome));
  for (const fault of outcome.faults) console.error(`  not as it has to be: ${fault}`);
  failed += outcome.faults.length;
}
// Each on an `istsi up` of its own, and alone.
for (const scenario of narrow) print(await measureNarrow(scenario, { lastsMs: LASTS_MS }));
if (chosen.length > 0) {
  const world = await startStressWorld();
  try {
    for (const scenario of chosen) print(await measureScenario(world, scenario, { lastsMs: LASTS_MS }));
  } finally {
    await world.stop();
  }
}
process.exit(failed > 0 ? 1 : 0);
