import { createJsonLog, type Log } from '@istsi/bitcoin-custody';
import { openRelaying, startRelayer } from '@istsi/relayer';
import type { Command } from '../context.ts';
import { host } from '../processes/hosted.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { RelayerConfig, relayerOptions } from '../system/relayer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi relay run`: tells a relay the headers that a node knows, for ever or once. */
export function relayRun(options: { config: string; once?: true }): Command {
  return options.once ? tellOnce(options.config) : keepTelling(options.config);
}

const logOf = ({ logLevel, relay }: RelayerConfig, write: (line: string) => void): Log =>
  createJsonLog(write, logLevel, { part: 'relayer', relay });

function keepTelling(path: string): Command {
  return (context) =>
    host(
      async ({ progress }) => {
        const config = readPartConfig(path, RelayerConfig);
        const { everySeconds, relay } = config;
        progress('looking at both chains');
        const relayer = await startRelayer({
          ...relayerOptions(config),
          ...(everySeconds !== undefined && { everyMs: everySeconds * 1_000 }),
          log: logOf(config, (line) => process.stdout.write(line)),
        });
        return { facts: { address: relayer.address, relay }, stop: relayer.stop };
      },
      (facts) =>
        context.print(
          [
            'The relayer is running.',
            factLine(context.colours, 'tells', String(facts.relay)),
            factLine(context.colours, 'pays as', String(facts.address)),
          ].join('\n'),
          { step: 'relayer', ...facts },
        ),
    );
}

/** What happened is the command's answer; the log of a process goes beside it. */
function tellOnce(path: string): Command {
  return async (context) => {
    const config = readPartConfig(path, RelayerConfig);
    const log = logOf(config, (line) => process.stderr.write(line));
    const relaying = await openRelaying({ ...relayerOptions(config), log });
    const concerns = await relaying.look();
    const { round, balance } = relaying.standing();
    const { colours } = context;
    const lines = [
      ...(round ? [factLine(colours, 'relay', `block ${round.height}, ${round.lag} behind the node`)] : []),
      ...concerns.map(({ kind, ...facts }) => `  ${colours.bad('✗')} ${kind} ${JSON.stringify(facts)}`),
      ...(concerns.length === 0 ? [`  ${colours.good('✓')} the relay is well`] : []),
    ];
    const standing = { height: round?.height ?? null, lag: round?.lag ?? null, balance: balance?.toString() ?? null };
    context.print(lines.join('\n'), { step: 'relay', ...standing, concerns });
    return concerns.length === 0 ? 0 : 1;
  };
}
