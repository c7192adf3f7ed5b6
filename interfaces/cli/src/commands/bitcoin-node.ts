import type { Command } from '../context.ts';
import { describeDiskFailure, host } from '../processes/hosted.ts';
import { dataDirectory, prepareDataDirectory } from '../state/data-directory.ts';
import { factLine } from '../terminal/lines.ts';

export interface BitcoinNodeOptions {
  port: number;
  host: string;
  rpcUser: string;
  inMemory?: true;
}

/** `istsi bitcoin node`: the embedded regtest node, for anything that speaks Bitcoin Core's RPC. */
export function bitcoinNode(options: BitcoinNodeOptions): Command {
  return (context) =>
    host(
      async () => {
        context.reporter.say('Starting the regtest node …');
        const { startRegtest } = await import('@istsi/bitcoin-regtest');
        const directory = dataDirectory(context.configuration.dataDirectory);
        if (!options.inMemory) prepareDataDirectory(directory, 0);
        const rpcPassword = context.configuration.bitcoinRpcPassword;
        const node = await startRegtest({
          host: options.host,
          port: options.port,
          rpcUser: options.rpcUser,
          ...(rpcPassword === undefined ? {} : { rpcPassword }),
          ...(options.inMemory ? {} : { dataDir: directory.bitcoin }),
        });
        return {
          facts: { rpcUrl: node.rpcUrl },
          ended: node.failed.then(describeDiskFailure),
          stop: () => node.stop(),
        };
      },
      (facts) =>
        context.print(
          ['The regtest node is running.', factLine(context.colours, 'RPC', String(facts.rpcUrl))].join('\n'),
          { step: 'bitcoin', ...facts },
        ),
    );
}
