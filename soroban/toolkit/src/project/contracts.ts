import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { contract } from '@stellar/stellar-sdk';
import { CommandError } from './command-error.ts';

/** Where a project keeps its contracts, and where they are built to, below the working directory. */
export const SOURCES = 'contracts';
export const BUILT = 'build';

export interface BuiltContract {
  wasm: Uint8Array;
  /** sha256 of the Wasm, hex. */
  hash: string;
  spec: contract.Spec;
}

/** The sources below `contracts` that have a @contract class. Others are parts of them. */
export function contractSources(): string[] {
  const names = existsSync(SOURCES) ? readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).sort() : [];
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(SOURCES, name))
    .filter((path) => /^\s*@contract\b(?!type|event)/m.test(readFileSync(path, 'utf8')));
}

/** What a contract is called: its file without folder and ending. */
export const contractName = (path: string): string => basename(path).replace(/\.(ts|wasm)$/, '');

/** A contract by its name, or by the path of its source. */
export function findSource(named: string): string {
  if (named.endsWith('.ts')) {
    if (existsSync(named)) return named;
    throw new CommandError(`there is no contract at ${named}`);
  }
  const found = contractSources().filter((path) => contractName(path) === named);
  if (found.length === 1) return found[0]!;
  const known = contractSources().map(contractName).join(', ') || 'none';
  throw new CommandError(
    found.length === 0
      ? `there is no contract named ${named} in ${SOURCES}; there is: ${known}`
      : `several contracts are named ${named}: ${found.join(', ')}; give the path of one`,
  );
}

/** Compiles a source, or reads a Wasm that is there already. Throws the compiler's own list of what is wrong. */
export async function buildContract(named: string): Promise<BuiltContract> {
  if (named.endsWith('.wasm')) return await readBuilt(named);
  const { wasm, hash } = await compileContract({ entry: findSource(named) });
  return { wasm, hash, spec: contract.Spec.fromWasm(Buffer.from(wasm)) };
}

async function readBuilt(path: string): Promise<BuiltContract> {
  if (!existsSync(path)) throw new CommandError(`there is no Wasm at ${path}`);
  const wasm = readFileSync(path);
  const { createHash } = await import('node:crypto');
  return { wasm, hash: createHash('sha256').update(wasm).digest('hex'), spec: specOf(path, wasm) };
}

function specOf(path: string, wasm: Buffer): contract.Spec {
  try {
    return contract.Spec.fromWasm(wasm);
  } catch (cause) {
    throw new CommandError(`${path} is no contract: ${(cause as Error).message}`);
  }
}
