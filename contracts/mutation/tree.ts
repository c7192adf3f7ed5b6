import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { distDir, packageDir } from '../src/paths.ts';

const repository = dirname(packageDir);

/** A copy of the repository whose contracts can be broken without anybody else noticing. */
export interface Tree {
  read(file: string): string;
  write(file: string, text: string): void;
  /** The exit code of a command within the copy. */
  run(command: string, args: readonly string[], options?: { timeoutMs?: number }): Promise<number>;
  remove(): void;
}

/** Copies what git tracks, the built contracts, and links to everything that is installed. */
export function copyTree(): Tree {
  const root = mkdtempSync(join(tmpdir(), 'istsi-mutation-'));
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '')) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    cpSync(join(repository, file), join(root, file));
  }
  cpSync(distDir, join(root, 'contracts/dist'), { recursive: true });
  linkModules(root);
  const at = (file: string): string => join(root, 'contracts', file);
  return {
    read: (file) => readFileSync(at(file), 'utf8'),
    write: (file, text) => writeFileSync(at(file), text),
    run: (command, args, { timeoutMs = 900_000 } = {}) =>
      new Promise((resolve) => {
        const child = spawn(command, args, { cwd: root, stdio: 'ignore', timeout: timeoutMs, killSignal: 'SIGKILL' });
        child.once('close', (code) => resolve(code ?? 1));
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

// The packages of the workspace must be those of the copy; everything else may be shared.
function linkModules(root: string): void {
  const installed = join(repository, 'node_modules');
  mkdirSync(join(root, 'node_modules/@istsi'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@istsi' && !name.startsWith('.vite'))
      symlinkSync(join(installed, name), join(root, 'node_modules', name));
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  for (const folder of manifest.workspaces) {
    const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string };
    symlinkSync(join(root, folder), join(root, 'node_modules', name));
  }
}
