import type { Protocol } from '@istsi/soroban-sandbox';
import type { Command } from '../context.ts';
import { describeDiskFailure, host } from '../processes/hosted.ts';
import { dataDirectory, prepareDataDirectory } from '../state/data-directory.ts';
import { factLine } from '../terminal/lines.ts';

export interface SandboxOptions {
  port: number;
  host: string;
  inMemory?: true;
  closeMs?: number;
  protocol?: Protocol;
  testControls?: true;
  /** URL of the RPC of the network to fork. */
  fork?: string;
  forkMoved: 'refuse' | 'take';
}

/** `istsi sandbox`: the embedded Stellar network, for any Soroban client. */
export function sandbox(options: SandboxOptions): Command {
  return (context) =>
    host(
      async () => {
        context.reporter.say('Starting the embedded Stellar network …');
        const { startSandbox } = await import('@istsi/soroban-sandbox');
        const directory = dataDirectory(context.configuration.dataDirectory);
        const isKept = !options.inMemory && options.fork === undefined;
        if (isKept) prepareDataDirectory(directory, 0);
        const network = await startSandbox({
          host: options.host,
          port: options.port,
          ...(isKept ? { dataDir: directory.stellar } : {}),
          ...(options.closeMs === undefined ? {} : { closeMs: options.closeMs }),
          ...(options.protocol === undefined ? {} : { protocol: options.protocol }),
          ...(options.testControls ? { testControls: true } : {}),
          ...(options.fork === undefined ? {} : { fork: { rpcUrl: options.fork, moved: options.forkMoved } }),
        });
        const { rpcUrl, friendbotUrl, networkPassphrase } = network;
        return {
          facts: { rpcUrl, friendbotUrl, networkPassphrase },
          ended: network.failed.then(describeDiskFailure),
          stop: () => network.stop(),
        };
      },
      (facts) =>
        context.print(
          [
            'The embedded Stellar network is running.',
            factLine(context.colours, 'RPC', String(facts.rpcUrl)),
            factLine(context.colours, 'friendbot', `${facts.friendbotUrl}?addr=G…`),
            factLine(context.colours, 'passphrase', String(facts.networkPassphrase)),
          ].join('\n'),
          { step: 'sandbox', ...facts },
        ),
    );
}
