import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledContract, compileContract } from '@istsi/soroban-sdk/compiler';
import type { ContractName } from '../src/index.ts';
import { packageDir } from '../src/paths.ts';
import { layoutSources, storageLayout } from '../src/storage-layout.ts';

export interface Edit {
  /** Within the contract's folder. */
  file: string;
  from: string;
  to: string;
}

/** The layout that the code of today stores. */
export const layoutOf = (name: ContractName): number => storageLayout(layoutSources(name)).layout;

/**
 * What the next release of a contract could be: the layout counts up, its migration leaves a new value in storage, and
 * a new entry reads it. `more` edits change what is stored already.
 */
export async function compileNextVersion(name: ContractName, more: readonly Edit[] = []): Promise<CompiledContract> {
  const next = layoutOf(name) + 1;
  return await compileEdited(name, [...nextLayout(next), ...more], { 'next-layout.ts': NEXT_LAYOUT });
}

/** A contract with other sources, `files` of which are new. */
export async function compileEdited(
  name: ContractName,
  edits: readonly Edit[],
  files: Record<string, string> = {},
): Promise<CompiledContract> {
  const folder = mkdtempSync(join(packageDir, '.next-'));
  try {
    for (const part of ['shared', name]) cpSync(join(packageDir, part), join(folder, part), { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    for (const edit of edits) apply(join(folder, name), edit);
    return await compileContract({ entry: join(folder, name, 'contract.ts'), meta: { binver: '0.2.0' } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function apply(folder: string, { file, from, to }: Edit): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

const NEXT_LAYOUT = `import { instance, ledger, type Sym, sym, type u64 } from '@istsi/soroban-sdk';

export function toNextLayout(): void {
  instance.set<Sym, u64>(sym('since'), ledger.timestamp());
}

export function layoutSince(): u64 {
  return instance.get<Sym, u64>(sym('since'));
}
`;

const nextLayout = (next: number): Edit[] => [
  { file: 'migration.ts', from: `LAYOUT: u32 = ${next - 1};`, to: `LAYOUT: u32 = ${next};` },
  {
    file: 'migration.ts',
    from: '  finishMigration(',
    to: `  if (from < ${next}) toNextLayout();\n  finishMigration(`,
  },
  {
    file: 'migration.ts',
    from: "import { finishMigration, storedLayout } from '../shared/lifecycle.ts';",
    to: "import { finishMigration, storedLayout } from '../shared/lifecycle.ts';\nimport { toNextLayout } from './next-layout.ts';",
  },
  {
    file: 'contract.ts',
    from: '  version(): u32 {',
    to: '  layout_since(): u64 {\n    return layoutSince();\n  }\n\n  version(): u32 {',
  },
  {
    file: 'contract.ts',
    from: "from '../shared/lifecycle.ts';",
    to: "from '../shared/lifecycle.ts';\nimport { layoutSince } from './next-layout.ts';",
  },
];
