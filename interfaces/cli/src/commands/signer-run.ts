import { createJsonLog } from '@istsi/bitcoin-custody';
import { startSignerServer } from '@istsi/signer';
import type { Command } from '../context.ts';
import { host } from '../processes/hosted.ts';
import { readServerTls } from '../system/certificates.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { openKeys, parseDescriptors, rulesIn, SignerConfig } from '../system/signer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer run`: one custodian's signer, with its own key, its own nodes and its own memory. */
export function signerRun(options: { config: string }): Command {
  return (context) =>
    host(
      async ({ progress }) => {
        const config = readPartConfig(options.config, SignerConfig);
        progress('opening the keystore');
        const keystore = await openKeys(config);
        const server = await startSignerServer({
          host: config.host,
          port: config.port,
          token: config.token,
          ...(config.tls && { tls: readServerTls(config.tls) }),
          keystore,
          stellar: config.stellar,
          bitcoin: config.bitcoin,
          manifest: readManifest(config.manifest),
          descriptors: parseDescriptors(config),
          rules: rulesIn(config),
          policyFile: config.journal,
          log: createJsonLog((line) => process.stdout.write(line), config.logLevel, { part: config.name }),
        });
        return {
          facts: { url: server.url, address: server.address },
          async stop() {
            await server.stop();
            keystore.close();
          },
        };
      },
      (facts) =>
        context.print(
          [
            'The signer is running.',
            factLine(context.colours, 'URL', String(facts.url)),
            factLine(context.colours, 'signs as', String(facts.address)),
          ].join('\n'),
          { step: 'signer', ...facts },
        ),
    );
}
