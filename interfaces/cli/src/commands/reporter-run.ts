import { createJsonLog } from '@istsi/bitcoin-custody';
import { startReporter } from '@istsi/reporter';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { host } from '../processes/hosted.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { feedOf, ReporterConfig, requireProcessOfItsOwn } from '../system/reporter-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi reporter run`: a voice of the oracle, with its own key and its own sources. Several only where their prices are a file’s. */
export function reporterRun(options: { config: string[] }): Command {
  return (context) =>
    host(
      async ({ progress }) => {
        const configs = options.config.map((path) => readPartConfig(path, ReporterConfig));
        requireProcessOfItsOwn(configs);
        progress('looking at the oracle');
        const reporters = await Promise.all(configs.map(start));
        return {
          facts: { addresses: reporters.map(({ address }) => address).join(' '), url: reporters[0]?.url ?? '' },
          async stop() {
            await Promise.all(reporters.map((reporter) => reporter.stop()));
          },
        };
      },
      (facts) =>
        context.print(
          [
            'The reporter is running.',
            factLine(context.colours, 'URL', String(facts.url)),
            factLine(context.colours, 'reports as', String(facts.addresses)),
          ].join('\n'),
          { step: 'reporter', ...facts },
        ),
    );
}

async function start(config: ReporterConfig) {
  const { key, host, port, stellar, oracle, everySeconds, heartbeatSeconds, deviationBps } = config;
  if (!StrKey.isValidEd25519SecretSeed(key))
    throw new CliError('cli/bad-configuration', { problems: 'key: expected a Stellar secret key (S…)' });
  const pair = Keypair.fromSecret(key);
  return await startReporter({
    ...{ host, port, oracle, key: pair, rpcUrl: stellar.rpcUrl },
    manifest: readManifest(config.manifest),
    feed: feedOf(config),
    due: {
      ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
      ...(deviationBps !== undefined && { deviationBps }),
    },
    ...(everySeconds !== undefined && { everyMs: everySeconds * 1_000 }),
    log: createJsonLog((line) => process.stdout.write(line), config.logLevel, {
      part: 'reporter',
      reporter: pair.publicKey(),
    }),
  });
}
