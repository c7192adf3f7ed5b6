import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PUBLISHED } from '../../../scripts/packages/published.ts';
import { stagePackage } from '../../../scripts/packages/stage-package.ts';
import { publishedPackage, startRegistry } from './registry.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(new URL('../../../soroban/toolkit/README.md', import.meta.url), 'utf8');

/** Somebody with npm and an empty directory, and a registry that has what this repository would publish. */
export interface Stranger {
  /** The files of each package, by the package's name. */
  packed: ReadonlyMap<string, readonly string[]>;
  /** Runs commands in a shell that has nothing of this repository. Answers what they print. `node`: a folder with another Node. */
  shell(commands: string, node?: string): Promise<string>;
  /** A new empty directory, for what follows. */
  startAnew(): void;
  leave(): Promise<void>;
}

export async function meetStranger(): Promise<Stranger> {
  const place = mkdtempSync(join(tmpdir(), 'soroban-ts-'));
  const folders = PUBLISHED.map(({ folder }) => join(place, folder.replaceAll('/', '-')));
  for (const [i, one] of PUBLISHED.entries()) await stagePackage(one, folders[i]!);
  const { stdout } = await run('npm', ['pack', ...folders, '--json', '--pack-destination', place]);
  const answers = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  const published = new Map(
    answers.map(({ filename }, i) => publishedPackage(folders[i]!, readFileSync(join(place, basename(filename))))),
  );
  const registry = await startRegistry(root, published);
  let project = mkdtempSync(join(place, 'project-'));
  return {
    packed: new Map(answers.map(({ name, files }) => [name, files.map(({ path }) => path)])),
    async shell(commands, node) {
      const env = {
        PATH: node === undefined ? process.env.PATH : `${node}:${process.env.PATH}`,
        HOME: place,
        npm_config_registry: registry.url,
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_update_notifier: 'false',
      };
      try {
        return (await run('sh', ['-ec', commands], { cwd: project, env, maxBuffer: 64 << 20 })).stdout;
      } catch (cause) {
        const { stdout: out, stderr } = cause as { stdout: string; stderr: string };
        throw new Error(`${commands}\n${out}${stderr}`, { cause });
      }
    },
    startAnew() {
      project = mkdtempSync(join(place, 'project-'));
    },
    async leave() {
      await registry.stop();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** The commands of a part of the README, as they stand there. */
export function commandsOf(heading: string): string {
  const part = readme.slice(readme.indexOf(`## ${heading}`));
  return /```sh\n([\s\S]*?)```/.exec(part)![1]!;
}

/** The programs of a part of the README, as they stand there: of the syntax that JavaScript has too. */
export function programsOf(heading: string): string[] {
  const [part = ''] = readme.slice(readme.indexOf(`## ${heading}`) + 3).split('\n## ');
  return [...part.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program!);
}
