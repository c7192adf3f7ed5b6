import { measureScenario } from '../stress/measure-scenario.ts';
import { scenarios } from '../stress/scenarios.ts';
import { startStressWorld } from '../stress/stress-world.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

/** Long enough that everything has failed once and waits. `npm run stress` has all of them, and longer. */
const LASTS_MS = 5_000;

/** Which of them, as a regular expression of their names: `.` is all, which takes the better part of an hour. */
const asked = process.env.ISTSI_BENCH_FAILS;

/** Unless it is said: each dependency in turn, and each with each other, refused and there again, which takes a quarter of one. */
const only = new RegExp(asked ?? ': refused$');
const chosen = scenarios.filter(({ name }) => only.test(name));

/** Each waits for what it is about, and says much the same each time. */
export const rounds = 1;

/** From the end of what fails until a deposit and a withdrawal that were asked for in it are done, once, and every part is well. */
export async function benchRecovery(): Promise<Measurement[]> {
  if (chosen.length === 0) {
    const names = scenarios.map(({ name }) => `  ${name}`).join('\n');
    throw new Error(`ISTSI_BENCH_FAILS is ${String(only)}, and none is called like that of\n${names}`);
  }
  const world = await startStressWorld();
  const found: Measurement[] = [];
  try {
    for (const scenario of chosen) {
      const { name, recovered, faults } = await measureScenario(world, scenario, { lastsMs: LASTS_MS });
      if (faults.length > 0) throw new Error(`${name}: ${faults.join('; ')}`);
      found.push({ name: `${name}, 5 s: all done after`, value: recovered, unit: 's' });
    }
  } catch (error) {
    // What was measured until then took its time.
    for (const { name, value, unit } of found) console.error(`${name} ${value} ${unit}`);
    throw error;
  } finally {
    await world.stop();
  }
  return found;
}
