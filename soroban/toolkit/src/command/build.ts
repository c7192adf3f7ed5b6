import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError } from '../project/command-error.ts';
import { BUILT, buildContract, contractName, contractSources, SOURCES } from '../project/contracts.ts';
import { typesOf } from './bindings.ts';

/** Compiles every contract to `build/<name>.wasm`, and writes its types to `build/<name>.ts`. */
export async function build(args: string[]): Promise<number> {
  parseArgs({ args });
  const sources = contractSources();
  if (sources.length === 0) throw new CommandError(`there is no contract in ${SOURCES}: \`soroban-ts init\` makes one`);
  mkdirSync(BUILT, { recursive: true });
  const taken = new Map<string, string>();
  for (const path of sources) {
    const name = contractName(path);
    const other = taken.get(name);
    if (other !== undefined) throw new CommandError(`${other} and ${path} would both be ${BUILT}/${name}.wasm`);
    taken.set(name, path);
    const { wasm, hash, spec } = await buildContract(path);
    writeFileSync(join(BUILT, `${name}.wasm`), wasm);
    writeFileSync(join(BUILT, `${name}.ts`), typesOf(spec, name));
    console.log(`${BUILT}/${name}.wasm  ${wasm.length} bytes  ${hash}`);
  }
  return 0;
}
