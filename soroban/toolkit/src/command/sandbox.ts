import { parseArgs } from 'node:util';
import { PROTOCOLS, type Protocol, type SandboxOptions, startSandbox } from '@istsi/soroban-sandbox';
import { CommandError } from '../project/command-error.ts';

/** An embedded Stellar network, until it is interrupted. */
export async function sandbox(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8000' },
      data: { type: 'string' },
      'close-ms': { type: 'string' },
      protocol: { type: 'string' },
      fork: { type: 'string' },
      'fork-moved': { type: 'string' },
      'test-controls': { type: 'boolean', default: false },
    },
  });
  const options: SandboxOptions = {
    host: values.host,
    port: wholeNumber('port', values.port, 65_535),
    testControls: values['test-controls'],
    ...(values.protocol === undefined ? {} : { protocol: protocolOf(values.protocol) }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    ...(values['close-ms'] === undefined ? {} : { closeMs: wholeNumber('close-ms', values['close-ms'], 3_600_000) }),
  };
  const network = await startSandbox({ ...options, ...forkOptions(values.fork, values['fork-moved']) });
  console.log(`Stellar RPC  ${network.rpcUrl}`);
  console.log(`friendbot    ${network.friendbotUrl}?addr=G…`);
  console.log(`passphrase   ${network.networkPassphrase}`);
  const failure = await Promise.race([interrupted(), network.failed]);
  await network.stop();
  if (failure === undefined) return 0;
  console.error(`soroban-ts sandbox: the disk failed: ${failure.message}; nothing more is accepted`);
  return 1;
}

function forkOptions(rpcUrl: string | undefined, moved = 'refuse'): Pick<SandboxOptions, 'fork'> {
  if (moved !== 'refuse' && moved !== 'take')
    throw new CommandError(
      `--fork-moved is refuse or take: what to do about entries that changed there since, not ${moved}`,
    );
  return rpcUrl === undefined ? {} : { fork: { rpcUrl, moved } };
}

const interrupted = (): Promise<undefined> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });

function protocolOf(text: string): Protocol {
  const protocol = PROTOCOLS.find((known) => String(known) === text);
  if (protocol === undefined) throw new CommandError(`--protocol is one of ${PROTOCOLS.join(', ')}, not ${text}`);
  return protocol;
}

function wholeNumber(name: string, text: string, most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text);
  throw new CommandError(`--${name} is a whole number up to ${most}, not ${text}`);
}
