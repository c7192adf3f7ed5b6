import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledContract, compileContract } from '@istsi/soroban-sdk/compiler';
import type { ContractName } from '../src/index.ts';
import { packageDir } from '../src/paths.ts';

export interface Edit {
  /** Within the contract's folder. */
  file: string;
  from: string;
  to: string;
}

/**
 * What the next release of a contract could be: the layout counts up, its migration leaves a new value in storage, and
 * a new entry reads it. `more` edits change what is stored already.
 */
export async function compileNextVersion(name: ContractName, more: readonly Edit[] = []): Promise<CompiledContract> {
  const folder = mkdtempSync(join(packageDir, '.next-'));
  try {
    for (const part of ['shared', name]) cpSync(join(packageDir, part), join(folder, part), { recursive: true });
    for (const edit of [...NEXT, ...more]) apply(join(folder, name), edit);
    return await compileContract({ entry: join(folder, name, 'contract.ts'), meta: { binver: '0.2.0' } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function apply(folder: string, { file, from, to }: Edit): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`);
  writeFileSync(path, text.replace(from, to));
}

const NEXT: readonly Edit[] = [
  { file: 'migration.ts', from: 'LAYOUT: u32 = 1;', to: 'LAYOUT: u32 = 2;' },
  {
    file: 'migration.ts',
    from: '  finishMigration(',
    to: "  if (from < 2) instance.set<Sym, u64>(sym('since'), ledger.timestamp());\n  finishMigration(",
  },
  {
    file: 'migration.ts',
    from: 'import { require, ',
    to: 'import { instance, ledger, require, type Sym, sym, type u64, ',
  },
  {
    file: 'contract.ts',
    from: '  version(): u32 {',
    to: "  layout_since(): u64 {\n    return instance.get<Sym, u64>(sym('since'));\n  }\n\n  version(): u32 {",
  },
  {
    file: 'contract.ts',
    from: '  contract,\n',
    to: '  contract,\n  instance,\n  type Sym,\n  sym,\n',
  },
];
