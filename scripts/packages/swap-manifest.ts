import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedPackage } from './published.ts';

/** What is put into the folder for the moment, and is nothing of its own. */
const MADE = ['lib', 'bin', 'LICENSE'];

type Manifest = { files?: string[]; scripts?: object };

const manifestOf = (folder: string): string => join(folder, 'package.json');
const keptOf = (folder: string): string => join(folder, 'dist/package.json.kept');
const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(manifestOf(folder), 'utf8')) as Manifest;

/** Makes of a package's own folder what is published of it, until `restoreSource`. There is a manifest at every moment. */
export function becomePublished(folder: string, staged: string, { assets }: PublishedPackage): void {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeWhole(keptOf(folder), readFileSync(manifestOf(folder), 'utf8'));
  for (const name of MADE.filter((each) => existsSync(join(staged, each)))) {
    cpSync(join(staged, name), join(folder, name), { recursive: true });
  }
  // npm reads from here what to run afterwards.
  const { scripts } = readManifest(folder);
  const manifest = { ...readManifest(staged), files: ['lib', 'bin', ...assets], scripts };
  writeWhole(manifestOf(folder), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The folder as it was before `becomePublished`, also when that was interrupted; nothing where there is nothing to do. */
export function restoreSource(folder: string): void {
  const kept = keptOf(folder);
  if (!existsSync(kept)) return;
  for (const name of MADE) rmSync(join(folder, name), { recursive: true, force: true });
  // Whoever put the manifest back by themselves may have changed it since.
  if (readManifest(folder).files?.includes('lib')) renameSync(kept, manifestOf(folder));
  else rmSync(kept);
}

/** There with its content or not at all. */
function writeWhole(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, text);
  renameSync(aside, path);
}
