import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { type PackageFile, Packages } from './packages.ts';

const typesPath = fileURLToPath(new URL('../../types/index.d.ts', import.meta.url)).replaceAll('\\', '/');

export const sdkPackage = '@istsi/soroban-sdk';

// The same as tsconfig.contract.json, so that an editor and the compiler say the same.
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noLib: true,
  types: [],
  strict: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  experimentalDecorators: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** The contract's files as TypeScript understands them. */
export interface Sources {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The contract's own files and those of packages that it imports, the entry first. */
  readonly files: readonly ts.SourceFile[];
  /** What a file is of a package; undefined for the contract's own. */
  packageFile(file: ts.SourceFile): PackageFile | undefined;
  /** The source that an import leads to, or why there is none. */
  resolve(specifier: string, file: ts.SourceFile): ResolvedImport;
  /** Whether a declaration belongs to the SDK's types. */
  isSdk(node: ts.Node): boolean;
}

export interface ResolvedImport {
  readonly fileName?: string;
  readonly problem?: string;
}

export function loadSources(entry: string): Sources {
  const entryPath = resolve(entry).replaceAll('\\', '/');
  const host = ts.createCompilerHost(options, true);
  const packages = new Packages(options, host);
  const resolveIn = (name: string, containingFile: string): ResolvedImport =>
    resolveImport(name, containingFile.replaceAll('\\', '/'), packages);
  host.resolveModuleNameLiterals = (literals, containingFile) =>
    literals.map(({ text }) => {
      const { fileName } = resolveIn(text, containingFile);
      return { resolvedModule: fileName === undefined ? undefined : moduleAt(fileName) };
    });
  const program = ts.createProgram([typesPath, entryPath], options, host);
  const entryFile = program.getSourceFile(entryPath);
  if (!entryFile) throw new Error(`there is no contract at ${entry}`);
  const isSdkFile = (file: ts.SourceFile): boolean => file.isDeclarationFile;
  const others = program.getSourceFiles().filter((file) => !isSdkFile(file) && file !== entryFile);
  return {
    program,
    checker: program.getTypeChecker(),
    files: [entryFile, ...others],
    isSdk: (node) => isSdkFile(node.getSourceFile()),
    packageFile: ({ fileName }) => packages.fileOf(fileName),
    resolve: (specifier, { fileName }) => resolveIn(specifier, fileName),
  };
}

function resolveImport(name: string, containingFile: string, packages: Packages): ResolvedImport {
  if (name === sdkPackage) return { fileName: typesPath };
  if (!name.startsWith('.')) return packages.find(name, containingFile);
  const path = resolve(dirname(containingFile), name).replaceAll('\\', '/');
  const fileName = [
    ...[path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`],
    // The SDK's types, from one another.
    path.replace(/\.js$/, '.d.ts'),
  ].find((candidate) => candidate.endsWith('.ts') && existsSync(candidate));
  if (fileName === undefined) return {};
  return packages.join(fileName, containingFile) ? { fileName } : { problem: `${name} leads out of its package` };
}

const moduleAt = (resolvedFileName: string): ts.ResolvedModuleFull => ({
  resolvedFileName,
  extension: resolvedFileName.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts,
});
