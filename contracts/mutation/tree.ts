import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distDir, packageDir } from '../src/paths.ts';

const repository = dirname(packageDir);
const MOST_MS = 2 * 3_600_000;

/** A copy of the repository whose contracts can be broken without anybody else noticing. */
export interface Tree {
  read(file: string): string;
  write(file: string, text: string): void;
  /** Compiles what changed. False when it does not compile. */
  build(): Promise<boolean>;
  /** What was built before anything was changed. */
  restoreBuild(): void;
  /** The exit code of a command within the copy. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<number>;
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
  const restoreBuild = (): void => cpSync(distDir, join(root, 'contracts/dist'), { recursive: true, force: true });
  restoreBuild();
  linkModules(root);
  const at = (file: string): string => join(root, 'contracts', file);
  return {
    read: (file) => readFileSync(at(file), 'utf8'),
    write: (file, text) => writeFileSync(at(file), text),
    build: async () => {
      // Within this process, because loading the compiler takes longer than a contract does.
      const { buildContracts } = (await import(
        pathToFileURL(at('src/build.ts')).href
      )) as typeof import('../src/build.ts');
      return buildContracts().then(
        () => true,
        () => false,
      );
    },
    restoreBuild,
    run: (command, args, env = {}) =>
      new Promise((resolve) => {
        const limits = { timeout: MOST_MS, killSignal: 'SIGKILL' as const };
        const child = spawn(command, args, { cwd: root, stdio: 'ignore', env: { ...process.env, ...env }, ...limits });
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
