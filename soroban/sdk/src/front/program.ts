import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

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
  /** The contract's own files, the entry first. */
  readonly files: readonly ts.SourceFile[];
  /** Whether a declaration belongs to the SDK's types. */
  isSdk(node: ts.Node): boolean;
}

export function loadSources(entry: string): Sources {
  const entryPath = resolve(entry).replaceAll('\\', '/');
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (literals, containingFile) =>
    literals.map(({ text }) => ({ resolvedModule: resolveImport(text, containingFile) }));
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
  };
}

// A contract imports the SDK and its own files, nothing else: no search through node_modules.
function resolveImport(name: string, containingFile: string): ts.ResolvedModuleFull | undefined {
  if (name === sdkPackage) return { resolvedFileName: typesPath, extension: ts.Extension.Dts };
  if (!name.startsWith('.')) return undefined;
  const path = resolve(dirname(containingFile), name).replaceAll('\\', '/');
  const found = [
    ...[path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`],
    // The SDK's types, from one another.
    path.replace(/\.js$/, '.d.ts'),
  ].find((candidate) => candidate.endsWith('.ts') && existsSync(candidate));
  return found === undefined
    ? undefined
    : { resolvedFileName: found, extension: found.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts };
}
