import { createHash } from 'node:crypto';
import { statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface JournalLock {
  release(): void;
}

/**
 * Holds a journal for this process alone; undefined when another one does. The name of a socket is the lock: the system
 * gives it to one process at a time and takes it back when that process ends, however it ended. It is made of the file's
 * identity, so that another path to the same file is no way around it.
 */
export async function takeJournalLock(file: string): Promise<JournalLock | undefined> {
  const { dev, ino } = statSync(file, { bigint: true });
  const id = createHash('sha256').update(`${dev}/${ino}`).digest('hex').slice(0, 24);
  const name = socketName(`istsi-policy-${id}`);
  const server = (await listen(name)) ?? ((await isAbandoned(name)) ? await takeOver(name) : undefined);
  return server === undefined ? undefined : { release: () => void server.close() };
}

function socketName(id: string): string {
  if (process.platform === 'linux') return `\0${id}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : path.join(os.tmpdir(), `${id}.sock`);
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path: name, exclusive: true }, () => resolve(server.unref()));
  });
}

/** Only where the name is a file, which outlives the process: nobody answers there. */
function isAbandoned(name: string): Promise<boolean> {
  if (!path.isAbsolute(name) || process.platform === 'win32') return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(name, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

async function takeOver(name: string): Promise<Server | undefined> {
  unlinkSync(name);
  return await listen(name);
}
