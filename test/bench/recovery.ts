import { measureScenario } from '../stress/measure-scenario.ts';
import { scenarios } from '../stress/scenarios.ts';
import { startStressWorld } from '../stress/stress-world.ts';

/** Long enough that everything has failed once and waits. `npm run stress` has all of them, and longer. */
const LASTS_MS = 5_000;

/** Which of them, as a regular expression: all take a quarter of an hour. */
const only = new RegExp(process.env.ISTSI_BENCH_FAILS ?? '');

/** Each dependency in turn, and both chains: refused, and there again. */
const chosen = scenarios.filter(({ name }) => name.endsWith(': refused') && only.test(name));

/** Each waits for what it is about, and says much the same each time. */
export const rounds = 1;

/** From the end of a cut until a deposit and a withdrawal that were asked for in it are done, once, and every part is well. */
export async function benchRecovery() {
  const world = await startStressWorld();
  const found: { name: string; value: number; unit: string }[] = [];
  for (const scenario of chosen) {
    const { name, recovered, faults } = await measureScenario(world, scenario, { lastsMs: LASTS_MS });
    if (faults.length > 0) throw new Error(`${name}: ${faults.join('; ')}`);
    found.push({ name: `${name} for 5 s: all done after`, value: recovered, unit: 's' });
  }
  await world.stop();
  return found;
}
