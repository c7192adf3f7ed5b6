import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompiledContract, type CompileOptions, compileContract } from '../../src/compile.ts';

/** Compiles a contract given as text. */
export async function compileText(
  text: string,
  options: Omit<CompileOptions, 'entry'> = {},
): Promise<CompiledContract> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    const entry = join(folder, 'contract.ts');
    await writeFile(entry, text);
    return await compileContract({ ...options, entry });
  } finally {
    await rm(folder, { recursive: true });
  }
}
