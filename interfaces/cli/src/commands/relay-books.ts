import { type BookedByProof, completeByProof, writeOffByProof } from '@istsi/relayer';
import type { Command } from '../context.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { ByProofConfig, byProof } from '../system/relayer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi relay complete`: a payment of the reserve is confirmed, by anybody who brings the proof of it. */
export function relayComplete({ config, txid }: { config: string; txid: string }): Command {
  return async (context) => {
    const booked = await completeByProof({ ...byProof(readPartConfig(config, ByProofConfig)), txid });
    const said = { step: 'completed-by-proof', txid, ...booked };
    context.print(lines(`The books say that ${txid} is confirmed.`, booked, context.colours), said);
    return 0;
  };
}

export interface RelayWriteOffOptions {
  config: string;
  output: { txid: string; vout: number };
  spender: string;
  origin?: Buffer;
}

/** `istsi relay write-off`: an output that Bitcoin took from the reserve leaves the books, by anybody who brings the proof. */
export function relayWriteOff({ config, output, spender, origin }: RelayWriteOffOptions): Command {
  return async (context) => {
    const proving = { ...byProof(readPartConfig(config, ByProofConfig)), ...output, spender };
    const booked = await writeOffByProof({ ...proving, ...(origin && { origin }) });
    const said = { step: 'written-off-by-proof', ...output, spender, ...booked };
    context.print(lines(`${output.txid}:${output.vout} is off the books.`, booked, context.colours), said);
    return 0;
  };
}

function lines(first: string, booked: BookedByProof, colours: Parameters<typeof factLine>[0]): string {
  return [
    first,
    factLine(colours, 'in block', `${booked.height}, ${booked.confirmations} deep`),
    factLine(colours, 'transaction', booked.transaction),
  ].join('\n');
}
