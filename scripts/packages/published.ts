/** What of this repository strangers install: folder, entries of the package by the names they are exported under, commands. */
export interface PublishedPackage {
  folder: string;
  entries: Record<string, string>;
  /** Programs, by the name of the command. Each is a module that answers an exit code from `main(arguments)`. */
  commands: Record<string, string>;
  /** Exports that are files as they are; without entries, the package exports what its own manifest says. */
  plain: Record<string, unknown>;
  /** Files and folders that go along as they are. */
  assets: string[];
}

export const PUBLISHED: readonly PublishedPackage[] = [
  {
    folder: 'soroban/sdk',
    entries: { './compiler': 'src/index.ts' },
    commands: {},
    plain: { '.': { types: './types/index.d.ts' }, './tsconfig.contract.json': './tsconfig.contract.json' },
    assets: ['assembly', 'types', 'tsconfig.contract.json'],
  },
  { folder: 'soroban/sandbox', entries: { '.': 'src/index.ts' }, commands: {}, plain: {}, assets: [] },
  { folder: 'soroban/library', entries: {}, commands: {}, plain: {}, assets: ['contracts'] },
  { folder: 'soroban/client', entries: { '.': 'src/index.ts' }, commands: {}, plain: {}, assets: [] },
  {
    folder: 'soroban/toolkit',
    entries: { '.': 'src/index.ts' },
    commands: { 'soroban-ts': 'src/command/main.ts' },
    plain: {},
    assets: ['template'],
  },
  {
    folder: 'interfaces/conformance',
    entries: { '.': 'src/index.ts' },
    commands: { 'sep-conformance': 'src/command/main.ts' },
    plain: {},
    assets: [],
  },
];
