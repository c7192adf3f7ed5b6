import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContractName } from './names.ts';
import { packageDir } from './paths.ts';

/**
 * A hash of everything that decides a contract's Wasm: its own sources, what contracts share, the SDK and the
 * AssemblyScript release. Equal fingerprints mean that building again would give the same bytes.
 */
export function fingerprint(name: ContractName): string {
  const hash = createHash('sha256').update(compilerFingerprint());
  addFolder(hash, `${packageDir}/${name}`);
  addFolder(hash, `${packageDir}/shared`);
  hash.update(readFileSync(`${packageDir}/package.json`));
  return hash.digest('hex');
}

let compiler: string | undefined;

function compilerFingerprint(): string {
  if (compiler) return compiler;
  const entry = fileURLToPath(import.meta.resolve('@istsi/soroban-sdk/compiler'));
  const sdk = entry.slice(0, entry.lastIndexOf('/src/'));
  const hash = createHash('sha256');
  for (const folder of ['src', 'assembly']) addFolder(hash, `${sdk}/${folder}`);
  const release: { version: string } = createRequire(entry)('assemblyscript/package.json');
  compiler = hash.update(release.version).digest('hex');
  return compiler;
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
  for (const file of files) {
    const text = readFileSync(file);
    hash.update(`${relative(dirname(folder), file)}\0${text.length}\0`).update(text);
  }
}
