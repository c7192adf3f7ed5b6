import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** A file of contract code that came with an npm package. */
export interface PackageFile {
  /** As the package is imported: `@istsi/soroban-library`. */
  readonly package: string;
  readonly version: string;
  /** Within the package, with forward slashes. */
  readonly path: string;
}

type Found = { readonly fileName: string } | { readonly problem: string };

/**
 * Contract code of npm packages. A name is resolved as TypeScript and editors do (`exports`, node_modules of every folder
 * above), and has to lead to TypeScript sources: what is compiled is what can be read.
 */
export class Packages {
  readonly #files = new Map<string, PackageFile & { readonly root: string }>();
  readonly #options: ts.CompilerOptions;
  readonly #host: ts.ModuleResolutionHost;

  constructor(options: ts.CompilerOptions, host: ts.ModuleResolutionHost) {
    this.#options = options;
    this.#host = host;
  }

  /** What a file is of a package; undefined for the contract's own. */
  fileOf(fileName: string): PackageFile | undefined {
    return this.#files.get(fileName);
  }

  /** The source that a bare name stands for. */
  find(name: string, containingFile: string): Found {
    const { resolvedModule } = ts.resolveModuleName(name, containingFile, this.#options, this.#host);
    if (!resolvedModule) return { problem: missing(name, containingFile) };
    const fileName = resolvedModule.resolvedFileName.replaceAll('\\', '/');
    if (!isSource(fileName)) {
      const problem = `${name} leads to ${basename(fileName)}, which is no contract code: a package of contract code exports its .ts files`;
      return { problem };
    }
    const home = packageOf(fileName);
    if (!home)
      return { problem: `${name} is in no package: there is no package.json with a name and a version above it` };
    this.#files.set(fileName, { ...home, path: relative(home.root, fileName).replaceAll('\\', '/') });
    return { fileName };
  }

  /** Notes a file that one of a package imports by a path; false when it is not of the same package. */
  join(fileName: string, containingFile: string): boolean {
    const from = this.#files.get(containingFile);
    if (!from) return true;
    const path = relative(from.root, fileName).replaceAll('\\', '/');
    if (path.startsWith('../')) return false;
    this.#files.set(fileName, { ...from, path });
    return true;
  }
}

const isSource = (fileName: string): boolean => fileName.endsWith('.ts') && !fileName.endsWith('.d.ts');

/** `@scope/name/part` is of `@scope/name`. */
function packageName(name: string): string {
  const [first = '', second = ''] = name.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function missing(name: string, containingFile: string): string {
  const wanted = packageName(name);
  for (const folder of foldersAbove(containingFile)) {
    if (existsSync(join(folder, 'node_modules', wanted, 'package.json'))) {
      return `the package ${wanted} exports no ${name === wanted ? 'code under its own name' : name.slice(wanted.length + 1)}`;
    }
  }
  return `there is no package ${wanted} here: npm install ${wanted}`;
}

function packageOf(fileName: string): { package: string; version: string; root: string } | undefined {
  for (const root of foldersAbove(fileName)) {
    const path = join(root, 'package.json');
    if (!existsSync(path)) continue;
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
    if (name !== undefined && version !== undefined) return { package: name, version, root };
  }
  return undefined;
}

function* foldersAbove(fileName: string): Generator<string> {
  for (let folder = dirname(fileName), last = ''; folder !== last; last = folder, folder = dirname(folder))
    yield folder;
}
