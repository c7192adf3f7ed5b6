import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltContractName } from './names.ts';
import { packageDir } from './paths.ts';

/** Parts of the library that a contract is made of. */
const partsOf: Partial<Record<BuiltContractName, readonly string[]>> = {
  'passkey-account': ['passkey-account', 'authorization', 'lifetime'],
  'spv-attestor': ['authorization'],
};

/** sha256 over a contract's own sources and what contracts share. Goes into the Wasm's metadata as `source_sha256`. */
export function sourceHash(name: BuiltContractName): string {
  const hash = createHash('sha256');
  addFolder(hash, `${packageDir}/${name}`);
  addFolder(hash, `${packageDir}/shared`);
  for (const part of partsOf[name] ?? [])
    addFile(hash, fileURLToPath(import.meta.resolve(`@istsi/soroban-library/${part}`)), part);
  return hash.digest('hex');
}

/**
 * A hash of everything that decides a contract's Wasm: its sources, the SDK, the AssemblyScript release and how it is
 * built. Equal fingerprints mean that building again would give the same bytes.
 */
export function fingerprint(name: BuiltContractName): string {
  const hash = createHash('sha256').update(compilerFingerprint()).update(sourceHash(name));
  for (const file of ['package.json', 'src/build.ts', 'src/fingerprint.ts'])
    addFile(hash, `${packageDir}/${file}`, file);
  return hash.digest('hex');
}

let compiler: string | undefined;

function compilerFingerprint(): string {
  if (compiler) return compiler;
  const entry = fileURLToPath(import.meta.resolve('@istsi/soroban-sdk/compiler'));
  const sdk = dirname(dirname(entry));
  const hash = createHash('sha256');
  for (const folder of ['src', 'assembly', 'types']) addFolder(hash, `${sdk}/${folder}`);
  const release: { version: string } = createRequire(entry)('assemblyscript/package.json');
  compiler = hash.update(release.version).digest('hex');
  return compiler;
}

function addFolder(hash: Hash, folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => ({ path, name: relative(dirname(folder), path).replaceAll('\\', '/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { path, name } of files) addFile(hash, path, name);
}

// Line ends are the check-out's business, not the source's.
function addFile(hash: Hash, path: string, name: string): void {
  const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  hash.update(`${name}\0${text.length}\0`).update(text);
}
