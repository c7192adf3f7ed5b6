import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseKey } from '@istsi/audit-log';
import { serveJson, silentLog } from '@istsi/bitcoin-custody';
import { Keypair } from '@stellar/stellar-sdk';
import { createMemory, openMemory } from '../../guardian/src/memory/memory.ts';
import { createWitness, type Witness, witnessKeyOf } from '../../guardian/src/witness/witness.ts';
import type { WitnessEndpoint } from '../src/audit/ask-witness.ts';

export interface RunningWitness extends WitnessEndpoint {
  witness: Witness;
  memoryFile: string;
  stop(): Promise<void>;
}

const guardianAddress = Keypair.random().publicKey();

/** The witness that a guardian is, over what is on disk. `log`: the address of the log's key, or its verifier key. */
export async function startWitnessServer({
  key,
  memoryFile,
  log,
  router,
}: {
  key: Keypair;
  memoryFile: string | undefined;
  log: string;
  router: string;
}): Promise<RunningWitness> {
  const file = memoryFile ?? path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'witness-')), 'memory.log');
  if (!fs.existsSync(file)) createMemory({ file, address: guardianAddress });
  const memory = await openMemory({ file, address: guardianAddress });
  const witness = createWitness({ key, log }, { memory, memoryFile: file, router, now: Date.now, log: silentLog });
  const server = await serveJson({
    ...{ listen: {}, token: 'x', area: 'guardian', health: () => ({}), routes: new Map(), onError: () => undefined },
    open: witness.answer,
  });
  const stop = async () => {
    await server.stop();
    memory.close();
  };
  const vkey = parseKey(witnessKeyOf(key), 'cosignature')!;
  return { witness, memoryFile: file, url: `${server.url}/witness`, key: vkey, stop };
}

/** What is on disk at this moment: what a kill leaves, and what a backup has. */
export function copyOf({ memoryFile }: Pick<RunningWitness, 'memoryFile'>): string {
  const to = fs.mkdtempSync(path.join(os.tmpdir(), 'witness-'));
  const from = path.dirname(memoryFile);
  for (const name of fs.readdirSync(from)) {
    if (fs.statSync(path.join(from, name)).isFile()) fs.copyFileSync(path.join(from, name), path.join(to, name));
  }
  return path.join(to, 'memory.log');
}
