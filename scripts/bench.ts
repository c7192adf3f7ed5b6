/**
 * `npm run bench [filter]`: runs every `bench…` function exported from a package's `bench/` folder, three times each (or as often as
 * the file's `rounds` says), and prints the medians beside the goals. Performance is read here and never asserted in a test.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Measurement {
  name: string;
  value: number;
  unit: string;
  goal?: string;
}

const ROUNDS = Number(process.env.ISTSI_BENCH_ROUNDS ?? 3);
const FOLDERS = [
  'soroban/sdk/bench',
  'soroban/sandbox/bench',
  'bitcoin/regtest/bench',
  'bitcoin/custody/bench',
  'contracts/bench',
  'integration/bench',
  'interfaces/api/bench',
  'interfaces/cli/bench',
  'test/bench',
];

function benchFiles(): string[] {
  return FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(folder)
        .filter((file) => file.endsWith('.ts'))
        .map((file) => resolve(folder, file));
    } catch {
      return [];
    }
  });
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

function print({ name, value, unit, goal }: Measurement): void {
  console.log(`${name.padEnd(58)} ${format(value).padStart(12)} ${unit.padEnd(10)} ${goal ?? ''}`);
}

async function measure(bench: () => Promise<Measurement[]>, times: number): Promise<void> {
  const rounds: Measurement[][] = [];
  for (let round = 0; round < times; round++) rounds.push(await bench());
  for (const [index, first] of (rounds[0] ?? []).entries()) {
    print({ ...first, value: median(rounds.map((round) => round[index]?.value ?? Number.NaN)) });
  }
}

const filter = process.argv[2] ?? '';
console.log(`${`median of ${ROUNDS}`.padEnd(58)} ${'value'.padStart(12)} ${'unit'.padEnd(10)} goal`);
for (const file of benchFiles()) {
  // Most bring half the system with them: what cannot be meant is not loaded.
  if (!`${file}\n${readFileSync(file, 'utf8')}`.includes(filter)) continue;
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  for (const [name, bench] of Object.entries(module)) {
    if (!name.startsWith('bench') || typeof bench !== 'function' || !`${file}#${name}`.includes(filter)) continue;
    await measure(bench as () => Promise<Measurement[]>, (module.rounds as number | undefined) ?? ROUNDS);
  }
}
process.exit(0);
