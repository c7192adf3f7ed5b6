import { readFileSync } from 'node:fs';
import { createJsonLog, openKeystore, serveKeystore } from '@istsi/bitcoin-custody';
import type { Command } from '../context.ts';
import { describeError } from '../errors.ts';
import { host } from '../processes/hosted.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { KeystoreConfig, parseDescriptors } from '../system/signer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer keystore`: holds the key for a signer that runs in another process, and never hands it out. */
export function signerKeystore(options: { config: string }): Command {
  return (context) =>
    host(
      async ({ progress }) => {
        const config = readPartConfig(options.config, KeystoreConfig);
        progress('opening the keystore');
        const keystore = await openKeystore({ path: config.keystore, passphrase: config.password });
        const log = createJsonLog((line) => process.stdout.write(line), config.logLevel, { part: 'keystore' });
        const server = await serveKeystore({
          keystore,
          epochs: parseDescriptors(config),
          listen: listenOptions(config.listen),
          token: config.token,
          onSigned: (what) => log('info', 'signed', { what }),
          onError: (path, error) => log('error', 'request failed', { path, error: describeError(error) }),
        });
        return {
          facts: { url: server.url },
          async stop() {
            await server.stop();
            keystore.close();
          },
        };
      },
      (facts) =>
        context.print(['The keystore is open.', factLine(context.colours, 'URL', String(facts.url))].join('\n'), {
          step: 'signer-keystore',
          ...facts,
        }),
    );
}

function listenOptions(listen: KeystoreConfig['listen']) {
  if ('socket' in listen) return listen;
  const { host: address, port, tls } = listen;
  const files = tls && { key: readFileSync(tls.key, 'utf8'), cert: readFileSync(tls.cert, 'utf8') };
  return { host: address, port, ...(files && { tls: files }) };
}
