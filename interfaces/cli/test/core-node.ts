import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface CoreProcess {
  child: ChildProcess;
  url: string;
}

/**
 * Bitcoin Core where `ISTSI_BITCOIND` names its program, or else a node of ours that stands for it (`core-process.ts`): on
 * regtest, with a cookie in the data directory, without REST. Every start has another cookie. `port`: that of before.
 */
export async function startCoreProcess(dataDir: string, delayMs: number, port?: number): Promise<CoreProcess> {
  const program = process.env.ISTSI_BITCOIND;
  if (program) return await startBitcoind(program, dataDir, port ?? (await freePort()));
  const script = fileURLToPath(new URL('core-process.ts', import.meta.url));
  const args = ['--import', 'tsx', script, dataDir, String(port ?? 0), String(delayMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('the node ended')));
  });
  return { child, url };
}

async function startBitcoind(program: string, dataDir: string, port: number): Promise<CoreProcess> {
  mkdirSync(dataDir, { recursive: true });
  const args = ['-regtest', `-datadir=${dataDir}`, `-rpcport=${port}`, '-server', '-rest=0', '-listen=0', '-dnsseed=0'];
  const child = spawn(program, args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    // Without the cookie 401 is all that it says: that is enough.
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return { child, url };
    await sleep(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a port was given');
  return address.port;
}
