import { fileURLToPath } from 'node:url';
import type { ChildSpec } from '../processes/child.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import type { Ports } from '../state/ports.ts';

export const SIGNERS = 3;
export const SIGNERS_REQUIRED = 2;
export const HOST = '127.0.0.1';
export const BITCOIN_RPC_USER = 'istsi';

/** How this very command is started again for a child. */
export const istsiCommand = [process.execPath, fileURLToPath(new URL('../../bin/istsi.js', import.meta.url))] as const;

/** The children of `istsi up`: each is a documented subcommand that can be run by hand. */
/** `secrets`: variables that services and signers read a secret from; no other part is given them. */
export function partSpecs(
  directory: DataDirectory,
  ports: Ports,
  bitcoinRpcPassword: string,
  secrets: readonly string[],
) {
  const hidden = secrets;
  const given = Object.fromEntries(secrets.map((name) => [name, process.env[name] ?? '']));
  const dataDir = ['--data-dir', directory.root];
  return {
    database: {
      name: 'database',
      args: ['database', 'run', '--port', String(ports.database), ...dataDir],
      hidden,
      hasOwnProcess: true,
      stopTimeoutMs: 20_000,
    },
    stellar: { name: 'stellar', args: ['sandbox', '--port', String(ports.stellar), ...dataDir], hidden },
    bitcoin: {
      name: 'bitcoin',
      args: ['bitcoin', 'node', '--port', String(ports.bitcoin), '--rpc-user', BITCOIN_RPC_USER, ...dataDir],
      env: { ISTSI_BITCOIN_RPC_PASSWORD: bitcoinRpcPassword },
      hidden,
    },
    signer: (number: number) => ({
      name: `signer ${number}`,
      args: ['signer', 'run', '--config', directory.signer(number).config],
      env: given,
    }),
    guardian: { name: 'guardian', args: ['guardian', 'run', '--config', directory.guardian.config], hidden },
    reporters: {
      name: 'reporters',
      args: ['reporter', 'run', '--config', ...[1, 2, 3].map((number) => directory.reporter(number).config)],
      hidden,
    },
    services: { name: 'services', args: ['services', 'run', '--config', directory.services], env: given },
  } satisfies Record<string, ChildSpec | ((number: number) => ChildSpec)>;
}
