import { compileText } from './compile-text.ts';
import { NumberHost } from './number-host.ts';
import { createRandom, type Random, type RandomProgram, randomProgram, Trap } from './random-program.ts';

/** One contract of so many functions: compiling takes longer than running. */
const PROGRAMS_PER_CONTRACT = 25;
const EDGES = [0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn];

export type Difference = { seed: number; body: string; a: bigint; b: bigint; expected: string; found: string };

/** Compiles and runs random functions, each on random arguments. Returns what differs from BigInt, and how often it ran or trapped. */
export async function runRandomPrograms(
  seed: number,
  { contracts, runs }: { contracts: number; runs: number },
): Promise<{ differences: Difference[]; executed: number; trapped: number }> {
  const differences: Difference[] = [];
  let executed = 0;
  let trapped = 0;
  for (let number = 0; number < contracts; number++) {
    const random = createRandom(seed + number);
    const programs = Array.from({ length: PROGRAMS_PER_CONTRACT }, () => randomProgram(random));
    const host = await NumberHost.start((await compileText(contractText(programs))).wasm);
    for (const [index, { body, run }] of programs.entries()) {
      for (let i = 0; i < runs; i++) {
        const [a, b] = [BigInt.asUintN(64, argument(random)), BigInt.asIntN(64, argument(random))];
        const expected = outcome(() => run(a, b));
        const found = host.call(`f${index}`, 'u64', [a, b], ['u64', 'i64']);
        executed += 1;
        if (expected === undefined) trapped += 1;
        if (found === expected) continue;
        const [wanted, got] = [expected, found].map((value) => (value === undefined ? 'a trap' : String(value)));
        differences.push({ seed: seed + number, body, a, b, expected: wanted!, found: got! });
      }
    }
  }
  return { differences, executed, trapped };
}

function contractText(programs: readonly RandomProgram[]): string {
  const entries = programs.map(({ body }, index) => `  f${index}(a: u64, b: i64): u64 {\n    ${body}\n  }`);
  return `import { contract } from '@istsi/soroban-sdk';\n@contract\nexport class Programs {\n${entries.join('\n')}\n}\n`;
}

function argument(random: Random): bigint {
  const edge = EDGES[random(EDGES.length)]! + BigInt(random(3)) - 1n;
  const any = (BigInt(random(0xffffffff)) << 32n) | BigInt(random(0xffffffff));
  const chosen = [edge, -edge, any, any >> BigInt(random(64))];
  return chosen[random(chosen.length)]!;
}

function outcome(run: () => bigint): bigint | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Trap) return undefined;
    throw error;
  }
}
