import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError } from '../errors.ts';
import { systemProblem } from '../system-errors.ts';
import { makeDirectory } from './make-directory.ts';

/** Where everything of one running system is kept. Delete the directory to start over. */
export interface DataDirectory {
  root: string;
  /** Chosen ports. */
  ports: string;
  /** Generated secrets of what runs. */
  keys: string;
  /** The Super Admin's secret key. Only commands of governance open it; it can be kept elsewhere. */
  governance: string;
  /** Which contracts are deployed where. */
  manifest: string;
  /** Says that an upgrade paused the system and has not let it run again yet. */
  upgradePause: string;
  /** Public side of the custody: descriptors and custodians. */
  custody: string;
  /** The key of the last demo's holder. */
  demoUser: string;
  /** Held by the process that supervises this directory. */
  lock: string;
  /** Children of the last supervisor, to find those that outlived it. */
  processes: string;
  logs: string;
  database: string;
  stellar: string;
  bitcoin: string;
  /** The last checkpoint of the audit log that was verified from here. */
  auditCheckpoint: string;
  /** Published proofs of reserves, one directory each. */
  proofs: string;
  /** Balances that are owed off chain, if there are any, and the secret that hides them in proofs. */
  liabilities: { file: string; secretFile: string };
  /** Configuration of the services process. */
  services: string;
  deployments: string;
  /** Manifest of a deployment to another network. */
  deployment(network: string): string;
  signer(number: number): { directory: string; config: string; keystore: string; journal: string };
  guardian: { directory: string; config: string; memory: string };
  /** Says that this system has an exchange of its own, and whether it is open yet. */
  exchange: string;
  /** What the reporters of this machine say that a bitcoin costs. */
  price: string;
  reporter(number: number): { directory: string; config: string };
}

export function dataDirectory(path: string): DataDirectory {
  const root = resolve(path);
  return {
    root,
    ports: join(root, 'ports.json'),
    keys: join(root, 'keys.json'),
    auditCheckpoint: join(root, 'audit-checkpoint'),
    governance: join(root, 'governance.json'),
    manifest: join(root, 'manifest.json'),
    upgradePause: join(root, 'upgrade-pause.json'),
    custody: join(root, 'custody.json'),
    demoUser: join(root, 'demo-user.json'),
    lock: join(root, 'up.lock'),
    processes: join(root, 'processes.json'),
    logs: join(root, 'logs'),
    database: join(root, 'database'),
    stellar: join(root, 'stellar'),
    bitcoin: join(root, 'bitcoin'),
    proofs: join(root, 'proofs'),
    liabilities: { file: join(root, 'liabilities.jsonl'), secretFile: join(root, 'liabilities.secret') },
    services: join(root, 'services.json'),
    deployments: join(root, 'deployments'),
    guardian: {
      directory: join(root, 'guardian'),
      config: join(root, 'guardian', 'config.json'),
      memory: join(root, 'guardian', 'memory.log'),
    },
    exchange: join(root, 'exchange.json'),
    price: join(root, 'price.json'),
    reporter(number) {
      const directory = join(root, `reporter-${number}`);
      return { directory, config: join(directory, 'config.json') };
    },
    deployment: (network) => join(root, 'deployments', `${network.replace(/[^A-Za-z0-9.]+/g, '-')}.json`),
    signer(number) {
      const directory = join(root, `signer-${number}`);
      return {
        directory,
        config: join(directory, 'config.json'),
        keystore: join(directory, 'keystore.json'),
        journal: join(directory, 'policy.log'),
      };
    },
  };
}

/** Creates what is missing, so that the first write cannot fail for want of a folder. */
export function prepareDataDirectory(directory: DataDirectory, signers: number): void {
  // 0711: others may pass through (the database runs as another user when we are root), none may list.
  makeDirectory(directory.root, 0o711);
  requireWritable(directory.root);
  const parts = Array.from({ length: signers }, (_, index) => directory.signer(index + 1).directory);
  const reporters = [1, 2, 3].map((number) => directory.reporter(number).directory);
  const { logs, stellar, bitcoin, guardian } = directory;
  for (const path of [logs, stellar, bitcoin, guardian.directory, ...reporters, ...parts]) makeDirectory(path, 0o700);
}

function requireWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const problem = systemProblem(error) ?? 'it cannot be written';
    throw new CliError('cli/data-directory-unusable', { path, problem }, { cause: error });
  }
}
