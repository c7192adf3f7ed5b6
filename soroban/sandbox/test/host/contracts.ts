import { fileURLToPath } from 'node:url';
import { compileContract } from '@istsi/soroban-sdk/compiler';

/** Contracts that only tests use, compiled when asked for. */
export async function compileTestContract(name: 'probe' | 'account' | 'delegating-account'): Promise<Uint8Array> {
  const entry = fileURLToPath(new URL(`./contracts/${name}.ts`, import.meta.url));
  return (await compileContract({ entry, logs: true })).wasm;
}
