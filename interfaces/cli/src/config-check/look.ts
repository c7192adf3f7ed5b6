import { createEsplora, type Network, openBitcoinNode } from '@istsi/bitcoin-custody';
import { checkSigner, probeDatabase, type SignerEndpoint } from '@istsi/integration';
import { describeError } from '../errors.ts';
import { readSignerTls } from '../system/certificates.ts';

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

const SIGNER_TIMEOUT_MS = 5_000;

type ConfiguredSigner = Omit<SignerEndpoint, 'tls'> & { tls?: Parameters<typeof readSignerTls>[0] | undefined };

export async function checkEndpoint({ tls: files, ...signer }: ConfiguredSigner): Promise<string> {
  const tls = files && readSignerTls(files);
  const problem = await checkSigner({ ...signer, ...(tls && { tls }) }, SIGNER_TIMEOUT_MS);
  if (problem !== undefined) throw new Error(problem);
  return `${signer.address} answers at ${signer.url}`;
}
