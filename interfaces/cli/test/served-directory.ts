import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keypair } from '@stellar/stellar-sdk';
import type { World } from '../../../integration/test/world.ts';
import { dataDirectory } from '../src/state/data-directory.ts';
import { loadOrCreateKeys } from '../src/state/generate-keys.ts';
import { writeJsonFile } from '../src/state/json-file.ts';
import { takeLock } from '../src/state/lock.ts';
import { runCommand } from './run-command.ts';

export interface ServedDirectory {
  path: string;
  /** A file with that secret key alone. */
  keyFile(name: string, key: Keypair): string;
  /** One command with --json. */
  act(...args: string[]): Promise<Record<string, unknown> & { exit: number }>;
  /** One command as people see it. */
  say(...args: string[]): Promise<{ exit: number; text: string }>;
  remove(): void;
}

/** A data directory of a system that this process runs: commands find it as if `istsi up` had started it. */
export async function serveDirectory(
  { sandbox, networks, manifest }: World,
  { apiUrl, keys }: { apiUrl: string; keys: { operator: string; compliance: string } },
): Promise<ServedDirectory> {
  const path = mkdtempSync(join(tmpdir(), 'istsi-served-'));
  const directory = dataDirectory(path);
  writeJsonFile(directory.keys, { ...loadOrCreateKeys(directory, 3), api: keys });
  writeJsonFile(directory.manifest, manifest);
  const lock = await takeLock(directory.lock, path);
  const { rpcUrl: stellarRpcUrl, friendbotUrl, networkPassphrase } = sandbox;
  const endpoints = { apiUrl, stellarRpcUrl, friendbotUrl, networkPassphrase, bitcoinRpcUrl: networks.bitcoinUrl };
  lock.announce(endpoints, () => undefined);
  return {
    path,
    keyFile(name, key) {
      const file = join(path, name);
      writeFileSync(file, key.secret(), { mode: 0o600 });
      return file;
    },
    async act(...args) {
      const { exit, stdout, stderr } = await runCommand([...args, '--json', '--data-dir', path]);
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      if (last === '') throw new Error(`istsi ${args.join(' ')} said nothing: ${stderr}`);
      return { exit, ...(JSON.parse(last) as Record<string, unknown>) };
    },
    async say(...args) {
      const { exit, stdout, stderr } = await runCommand([...args, '--data-dir', path]);
      return { exit, text: stdout + stderr };
    },
    remove() {
      lock.release();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
