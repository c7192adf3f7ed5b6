import { createServer } from 'node:net';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

export const portNames = ['api', 'stellar', 'bitcoin', 'signer1', 'signer2', 'signer3'] as const;
export type PortName = (typeof portNames)[number];
export type Ports = Record<PortName, number>;

/** 8000 and 18443 are what Stellar Quickstart and Bitcoin Core use, so other people's tools find ours. */
export const defaultPorts: Ports = {
  api: 8787,
  stellar: 8000,
  bitcoin: 18443,
  signer1: 8791,
  signer2: 8792,
  signer3: 8793,
};

const port = z.number().int().min(1).max(65_535);
const PortsFile = z.partialRecord(z.enum(portNames), port);

/** The ports chosen by the last start; empty before the first. */
export function rememberedPorts(path: string): Partial<Ports> {
  return (readJsonFile(path, PortsFile) ?? {}) as Partial<Ports>;
}

/**
 * One free port per name: the required one, else the remembered one, else the default, else any.
 * The choice is remembered, so that addresses printed yesterday still hold today.
 */
export async function choosePorts(path: string, required: Partial<Ports>, host = '127.0.0.1'): Promise<Ports> {
  const remembered = rememberedPorts(path);
  const chosen: Partial<Ports> = {};
  for (const name of portNames) {
    const wanted = [required[name], remembered[name], defaultPorts[name]].filter((each) => each !== undefined);
    // A port that the user asked for is used even when taken: the start then fails with its name in the message.
    chosen[name] = required[name] ?? (await firstFree(wanted, Object.values(chosen), host));
  }
  writeJsonFile(path, chosen);
  return chosen as Ports;
}

async function firstFree(wanted: readonly number[], taken: readonly number[], host: string): Promise<number> {
  for (const candidate of wanted) {
    if (!taken.includes(candidate) && (await isFree(candidate, host))) return candidate;
  }
  return anyFree(taken, host);
}

async function anyFree(taken: readonly number[], host: string): Promise<number> {
  for (;;) {
    const candidate = await listenOnce(0, host);
    if (candidate !== undefined && !taken.includes(candidate)) return candidate;
  }
}

export async function isFree(candidate: number, host: string): Promise<boolean> {
  return (await listenOnce(candidate, host)) !== undefined;
}

/** The port that was listened on for a moment; undefined when it was taken. */
function listenOnce(candidate: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port: candidate, host, exclusive: true }, () => {
      const address = server.address();
      const listened = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(listened));
    });
  });
}
