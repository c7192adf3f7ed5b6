import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, openLine } from './cut-stream.ts';
import type { Running } from './running-system.ts';

/** What lies between the services of a running system and its nodes. Signers and pages have ways of their own to them. */
export interface CutNodes {
  stellar: Line;
  bitcoin: Line;
  mend(): void;
  close(): Promise<void>;
}

interface ServicesFile {
  stellar: { rpcUrl: string };
  bitcoin: { rpcUrl: string };
  api: { port: number };
}

const BACK_MS = 60_000;

/** Has the services of this system reach both nodes over lines: their configuration is written anew, and they start again with it. */
export async function putLinesBefore({ directory, wallet }: Pick<Running, 'directory' | 'wallet'>): Promise<CutNodes> {
  const path = join(directory, 'services.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as ServicesFile;
  const [stellar, bitcoin] = await Promise.all([openLine(file.stellar.rpcUrl), openLine(file.bitcoin.rpcUrl)]);
  file.stellar.rpcUrl = throughLine(file.stellar.rpcUrl, stellar);
  file.bitcoin.rpcUrl = throughLine(file.bitcoin.rpcUrl, bitcoin);
  writeFileSync(path, JSON.stringify(file));
  await restartServices(directory, new URL(wallet).origin);
  const lines = [stellar, bitcoin];
  return {
    ...{ stellar, bitcoin },
    mend: () => {
      for (const line of lines) line.mend();
    },
    close: async () => {
      for (const line of lines) await line.close();
    },
  };
}

/** With user and password as they were. */
function throughLine(url: string, line: Line): string {
  const through = new URL(url);
  through.port = new URL(line.url).port;
  return through.href;
}

/** Killed, they are started again by what watches them. */
async function restartServices(directory: string, origin: string): Promise<void> {
  const record = JSON.parse(readFileSync(join(directory, 'processes.json'), 'utf8')) as { name: string; pid: number }[];
  const { pid } = record.find(({ name }) => name === 'services')!;
  process.kill(pid, 'SIGKILL');
  const answers = () =>
    fetch(`${origin}/v1/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  const end = Date.now() + BACK_MS;
  let wasAway = false;
  while (Date.now() < end) {
    const isThere = await answers();
    if (isThere && wasAway) return;
    wasAway ||= !isThere;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the services did not come back with their new configuration');
}
