import { createJsonLog } from '@istsi/bitcoin-custody';
import { startGuardian } from '@istsi/guardian';
import type { Command } from '../context.ts';
import { host } from '../processes/hosted.ts';
import { GuardianConfig } from '../system/guardian-config.ts';
import { guardianKey, witnessOf } from '../system/guardian-key.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { parseDescriptors } from '../system/signer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi guardian run`: the second opinion, with its own key, its own nodes and its own memory. */
export function guardianRun(options: { config: string }): Command {
  return (context) =>
    host(
      async ({ progress }) => {
        const config = readPartConfig(options.config, GuardianConfig);
        const { ledgersOnDemand, ...stellar } = config.stellar;
        const { leastReportSats } = config;
        progress('looking at both chains');
        const guardian = await startGuardian({
          ...{ host: config.host, port: config.port, key: guardianKey(config), stellar, bitcoin: config.bitcoin },
          manifest: readManifest(config.manifest),
          descriptors: parseDescriptors(config),
          memoryFile: config.memory,
          witness: witnessOf(config),
          rules: {
            ...(ledgersOnDemand !== undefined && { ledgersOnDemand }),
            ...(leastReportSats !== undefined && { leastReportSats: BigInt(leastReportSats) }),
          },
          log: createJsonLog((line) => process.stdout.write(line), config.logLevel, { part: 'guardian' }),
        });
        const { url, address, witnessKey } = guardian;
        return { facts: { url, address, ...(witnessKey !== undefined && { witnessKey }) }, stop: guardian.stop };
      },
      (facts) =>
        context.print(
          [
            'The guardian is running.',
            factLine(context.colours, 'URL', String(facts.url)),
            factLine(context.colours, 'signs as', String(facts.address)),
            ...(facts.witnessKey === undefined
              ? []
              : [factLine(context.colours, 'cosigns as', String(facts.witnessKey))]),
          ].join('\n'),
          { step: 'guardian', ...facts },
        ),
    );
}
