import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Claims that this process holds, until it ends. */
const held = new Map<number, Server>();

/**
 * Keeps a port for the parts that this process is about to start; false when another start has it. The claim is the name
 * of a local socket, which the system gives to one process at a time and takes back when that one ends, however it ends.
 */
export async function claimPort(port: number): Promise<boolean> {
  if (held.has(port)) return true;
  const name = socketName(port);
  const server = (await listen(name)) ?? ((await isAbandoned(name)) ? await takeOver(name) : undefined);
  if (server === undefined) return false;
  held.set(port, server);
  return true;
}

/** For a system that was stopped while its process goes on. */
export function releasePorts(): void {
  for (const server of held.values()) server.close();
  held.clear();
}

/** Linux has names that are no files; elsewhere it is one of this user. */
function socketName(port: number): string {
  const name = `istsi-port-${port}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}-${process.getuid?.()}`);
}

/** Undefined when the name is taken. Where no name can be had at all there is nothing to claim, and the port decides. */
function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? undefined : server));
    server.listen({ path: name, exclusive: true }, () => resolve(server.unref()));
  });
}

/** Only where the name is a file, which outlives its process: nobody answers there. */
function isAbandoned(name: string): Promise<boolean> {
  if (!name.startsWith('/')) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(name, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  });
}

async function takeOver(name: string): Promise<Server | undefined> {
  rmSync(name, { force: true });
  return await listen(name);
}
