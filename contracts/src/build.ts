import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fingerprint, sourceHash } from './fingerprint.ts';
import { type BuiltContractName, builtContractNames } from './names.ts';
import { distDir, distFile, functionsFile, packageDir } from './paths.ts';

export interface BuildResult {
  name: BuiltContractName;
  bytes: number;
  /** False when the Wasm on disk was already what the sources give. */
  built: boolean;
}

/** The SEPs that a contract says it follows (SEP-47). */
const standards: Record<BuiltContractName, Record<string, string>> = {
  'integration-router': {},
  'kyc-registry': {},
  'istsi-token': { sep: '41' },
  'reserve-manager': {},
  'fungible-token': { sep: '41' },
  'price-oracle': { sep: '40' },
  'bitcoin-relay': {},
  'web-auth': { sep: '45' },
  'passkey-account': {},
  'spv-attestor': {},
};

/** What runs over many headers, or hashes by itself, is to be fast; elsewhere most of the cost is in the size. */
const goalOf = (name: BuiltContractName): 'size' | 'speed' =>
  name === 'bitcoin-relay' || name === 'spv-attestor' ? 'speed' : 'size';

/** Brings contracts/dist up to date, compiling only what changed. */
export async function buildContracts(): Promise<BuildResult[]> {
  mkdirSync(distDir, { recursive: true });
  const results: BuildResult[] = [];
  for (const name of builtContractNames) results.push(await buildContract(name));
  return results;
}

export async function buildContract(name: BuiltContractName): Promise<BuildResult> {
  const current = fingerprint(name);
  const stamp = `${distDir}/${name}.fingerprint`;
  const outputs = [distFile(name), functionsFile(name), stamp];
  if (outputs.every((file) => existsSync(file)) && readFileSync(stamp, 'utf8') === current) {
    return { name, bytes: readFileSync(distFile(name)).length, built: false };
  }
  const { wasm, functionNames } = await compileWithNames(name);
  replaceFile(distFile(name), wasm);
  replaceFile(functionsFile(name), `${JSON.stringify(functionNames, undefined, 1)}\n`);
  replaceFile(stamp, current);
  return { name, bytes: wasm.length, built: true };
}

/** Compiles one contract from its sources, without looking at what is on disk. */
export const compile = async (name: BuiltContractName): Promise<Uint8Array> => (await compileWithNames(name)).wasm;

async function compileWithNames(
  name: BuiltContractName,
): Promise<{ wasm: Uint8Array; functionNames: readonly string[] }> {
  // The compiler takes longer to load than an up-to-date build takes in all.
  const { compileContract } = await import('@istsi/soroban-sdk/compiler');
  const { version }: { version: string } = JSON.parse(readFileSync(`${packageDir}/package.json`, 'utf8'));
  const meta = { ...standards[name], binver: version, source_sha256: sourceHash(name) };
  return compileContract({ entry: `${packageDir}/${name}/contract.ts`, meta, goal: goalOf(name) });
}

// Written beside and renamed, so that whoever reads meanwhile sees the old file or the new one, never half of one.
function replaceFile(file: string, content: Uint8Array | string): void {
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}
