import { createEsplora, type Network, openBitcoinNode } from '@istsi/bitcoin-custody';
import { checkNats, checkSigner, checkTracing, probeDatabase, type SignerEndpoint } from '@istsi/integration';
import type { z } from 'zod';
import { describeError } from '../errors.ts';
import { readSignerTls } from '../system/certificates.ts';
import { NatsConfig, natsSettings } from '../system/nats-config.ts';
import { TracingConfig, tracingSettings } from '../system/tracing-config.ts';

/** One thing that was looked at; without a problem it is as it should be. */
export interface Finding {
  field: string;
  /** What was found, where nothing is wrong. */
  detail?: string;
  problem?: string;
}

export async function look(field: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { field, detail: await check() };
  } catch (error) {
    return { field, problem: describeError(error) };
  }
}

export async function checkDatabase(url: string): Promise<string> {
  await probeDatabase(url);
  return `${new URL(url).host} answers`;
}

export async function checkNode(url: string, cookieFile: string | undefined, network: Network): Promise<string> {
  const node = openBitcoinNode({ rpcUrl: url, cookieFile }, network);
  await node.checkChain();
  return `${network.name}, at block ${(await node.getTip()).height}`;
}

export async function checkExplorer(url: string, network: Network): Promise<string> {
  return `at block ${(await createEsplora({ url, network }).getTip()).height}`;
}

/** Nothing is made: neither a stream nor an event. `nats` as it is written, with its secrets where they are. */
export function checkRelay(nats: z.input<typeof NatsConfig> | undefined): Promise<Finding>[] {
  if (!nats) return [];
  return [look('nats', async () => await checkNats(natsSettings(NatsConfig.parse(nats))))];
}

/** It is sent no span. */
export function checkCollector(tracing: z.input<typeof TracingConfig> | undefined): Promise<Finding>[] {
  if (!tracing) return [];
  return [look('tracing', async () => await checkTracing(tracingSettings(TracingConfig.parse(tracing))))];
}

const SIGNER_TIMEOUT_MS = 5_000;

type ConfiguredSigner = Omit<SignerEndpoint, 'tls'> & { tls?: Parameters<typeof readSignerTls>[0] | undefined };

export async function checkEndpoint({ tls: files, ...signer }: ConfiguredSigner): Promise<string> {
  const tls = files && readSignerTls(files);
  const problem = await checkSigner({ ...signer, ...(tls && { tls }) }, SIGNER_TIMEOUT_MS);
  if (problem !== undefined) throw new Error(problem);
  return `${signer.address} answers at ${signer.url}`;
}
