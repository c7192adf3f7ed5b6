import { createServer } from 'node:net';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readCacheFile, type Say, writeCacheFile } from './cache-file.ts';
import { claimPort } from './port-claims.ts';

export const portNames = [
  'api',
  'stellar',
  'bitcoin',
  'database',
  'signer1',
  'signer2',
  'signer3',
  'guardian',
  'reporter1',
  'reporter2',
  'reporter3',
] as const;
export type PortName = (typeof portNames)[number];
export type Ports = Record<PortName, number>;

/** 8000 and 18443 are what Stellar Quickstart and Bitcoin Core use, so other people's tools find ours. */
export const defaultPorts: Ports = {
  api: 8787,
  stellar: 8000,
  bitcoin: 18443,
  database: 15432,
  signer1: 8791,
  signer2: 8792,
  signer3: 8793,
  guardian: 8794,
  reporter1: 8795,
  reporter2: 8796,
  reporter3: 8797,
};

const FALLBACKS = 40;
const FALLBACK_STEP = 100;

const port = z.number().int().min(1).max(65_535);
const PortsFile = z.partialRecord(z.enum(portNames), port);

/** The ports chosen by the last start; empty before the first. */
function rememberedPorts(path: string, say: Say): Partial<Ports> {
  return (readCacheFile(path, PortsFile, say) ?? {}) as Partial<Ports>;
}

/**
 * One free port per name: the required one (0: any), else the remembered one, else the default, else one near it.
 * The choice is remembered, so that addresses printed yesterday still hold today. Each is claimed by this process until
 * it ends: another start that chooses at the same time takes others.
 */
export async function choosePorts(
  path: string,
  required: Partial<Ports>,
  say: Say,
  host = '127.0.0.1',
): Promise<Ports> {
  const remembered = rememberedPorts(path, say);
  const chosen: Partial<Ports> = {};
  for (const name of portNames) {
    const wanted = required[name];
    const taken = Object.values(chosen);
    if (wanted) chosen[name] = await requireFree(name, wanted, host);
    else chosen[name] = await firstFree(wanted === 0 ? [] : candidates(name, remembered[name]), taken, host);
  }
  writeCacheFile(path, chosen, say);
  return chosen as Ports;
}

/**
 * The default and numbers near it: below the range that systems hand out to outgoing connections, one of which could
 * otherwise take the port between this choice and its use.
 */
function candidates(name: PortName, remembered: number | undefined): number[] {
  const steps = Array.from({ length: FALLBACKS + 1 }, (_, step) => defaultPorts[name] + step * FALLBACK_STEP);
  return remembered === undefined ? steps : [remembered, ...steps];
}

async function requireFree(name: PortName, port: number, host: string): Promise<number> {
  if (await isOurs(port, host)) return port;
  throw new CliError('cli/port-taken', { name, port, host });
}

async function firstFree(wanted: readonly number[], taken: readonly number[], host: string): Promise<number> {
  for (const candidate of wanted) {
    if (!taken.includes(candidate) && (await isOurs(candidate, host))) return candidate;
  }
  return anyFree(taken, host);
}

async function anyFree(taken: readonly number[], host: string): Promise<number> {
  for (;;) {
    const candidate = await listenOnce(0, host);
    if (candidate !== undefined && !taken.includes(candidate) && (await claimPort(candidate))) return candidate;
  }
}

/** Nobody listens on it, and no other start is about to. */
async function isOurs(candidate: number, host: string): Promise<boolean> {
  return (await listenOnce(candidate, host)) !== undefined && (await claimPort(candidate));
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
