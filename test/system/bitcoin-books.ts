import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wires } from './wires.ts';

export interface PaidOutput {
  outpoint: string;
  address: string;
  sats: bigint;
}

interface Block {
  tx: { txid: string; vout: { n: number; value: number; scriptPubKey: { address?: string } }[] }[];
}

/** Every output to these addresses in the best chain, spent or not, read from the blocks themselves. */
export async function outputsTo(wires: Wires, addresses: readonly string[]): Promise<PaidOutput[]> {
  const wanted = new Set(addresses);
  const outputs: PaidOutput[] = [];
  const height = await wires.bitcoin<number>('getblockcount');
  for (let at = 1; at <= height; at += 1) {
    const block = await wires.bitcoin<Block>('getblock', await wires.bitcoin('getblockhash', at), 2);
    for (const { txid, vout } of block.tx) {
      for (const { n, value, scriptPubKey } of vout) {
        const { address = '' } = scriptPubKey;
        if (wanted.has(address)) outputs.push({ outpoint: `${txid}:${n}`, address, sats: toSats(value) });
      }
    }
  }
  return outputs;
}

/** What is unspent on Bitcoin at the custody's addresses, deposits and change, as the node finds it. */
export async function custodyHoldings(wires: Wires, dataDirectory: string): Promise<bigint> {
  const custody = JSON.parse(readFileSync(join(dataDirectory, 'custody.json'), 'utf8')) as { descriptors: string[] };
  const branches = custody.descriptors.flatMap((text) => {
    const deposits = text.replace(/#.*$/, '');
    return [deposits, deposits.replaceAll('/0/*', '/1/*')];
  });
  const scanned = branches.map((desc) => ({ desc, range: 100 }));
  const { total_amount } = await wires.bitcoin<{ total_amount: number }>('scantxoutset', 'start', scanned);
  return toSats(total_amount);
}

const toSats = (btc: number): bigint => BigInt(Math.round(btc * 1e8));
