import { z } from 'zod';
import { CliError } from './errors.ts';
import { readSettings } from './settings/read-settings.ts';
import type { SystemSettings } from './settings/system-settings.ts';
import { describeProblems } from './state/json-file.ts';

/** What is of one command, and in no file; everything else is a field of `istsi.json` (settings/system-settings.ts). */
const Environment = z.object({
  /** `istsi.json`, where `--config` does not name it. */
  ISTSI_CONFIG: z.string().min(1).optional(),
  /** Only `istsi bitcoin node` reads it: a password on the command line would be visible to every local user. */
  ISTSI_BITCOIN_RPC_PASSWORD: z.string().min(1).optional(),
  /** Only `istsi deploy` and `istsi exchange open` read it: the secret key (S…) that pays for and owns a deployment on a public network. */
  ISTSI_DEPLOYER_SECRET: z.string().min(1).optional(),
  /** Only `istsi withdraw` reads it: the holder's secret key (S…). */
  ISTSI_USER_SECRET: z.string().min(1).optional(),
  /** Only commands of governance read it: a Super Admin's secret key (S…). No part that `istsi up` starts is given it. */
  ISTSI_GOVERNANCE_SECRET: z.string().min(1).optional(),
  /** Only `istsi backup` and `istsi restore` read it: what a backup is encrypted with. */
  ISTSI_BACKUP_PASSPHRASE: z.string().min(1).optional(),
});

/** Set for the parts that `istsi up` starts: each has a configuration of its own, in which the environment changes nothing. */
export const PART_VARIABLE = 'ISTSI_PART';

export interface Configuration {
  /** Of the file and of the environment. */
  settings: SystemSettings;
  /** The file that they are from. */
  settingsFile: string | undefined;
  dataDirectory: string;
  apiHost: string;
  trustedProxies: readonly string[];
  ports: Partial<Record<'api' | 'stellar' | 'bitcoin' | 'database', number | undefined>>;
  logLevel: NonNullable<SystemSettings['logLevel']>;
  bitcoinRpcPassword: string | undefined;
  deployerSecret: string | undefined;
  stellarRpcUrl: string | undefined;
  userSecret: string | undefined;
  governanceSecret: string | undefined;
  backupPassphrase: string | undefined;
}

/** Nothing else in the project reads the environment, but for secrets that a configuration says are there. */
export function readConfiguration(environment: NodeJS.ProcessEnv, file?: string): Configuration {
  const parsed = Environment.safeParse(withoutEmpty(environment));
  if (!parsed.success) throw new CliError('cli/bad-configuration', { problems: describeProblems(parsed.error) });
  const values = parsed.data;
  const isPart = Boolean(environment[PART_VARIABLE]);
  const settingsFile = isPart ? undefined : (file ?? values.ISTSI_CONFIG);
  const settings = readSettings(settingsFile, isPart ? {} : environment);
  const { api = {}, stellar = {}, bitcoin = {}, database = {} } = settings;
  return {
    ...{ settings, settingsFile },
    dataDirectory: settings.dataDir ?? '.istsi',
    apiHost: api.host ?? '127.0.0.1',
    trustedProxies: api.trustedProxies ?? [],
    ports: { api: api.port, stellar: stellar.port, bitcoin: bitcoin.port, database: database.port },
    logLevel: settings.logLevel ?? 'info',
    bitcoinRpcPassword: values.ISTSI_BITCOIN_RPC_PASSWORD,
    deployerSecret: values.ISTSI_DEPLOYER_SECRET,
    stellarRpcUrl: stellar.rpcUrl,
    userSecret: values.ISTSI_USER_SECRET,
    governanceSecret: values.ISTSI_GOVERNANCE_SECRET,
    backupPassphrase: values.ISTSI_BACKUP_PASSPHRASE,
  };
}

/** https://no-color.org, and FORCE_COLOR as Node itself reads it. */
export function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}

/** Moving the cursor makes sense only where somebody watches. */
export function wantsLiveOutput(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  return isTerminal && environment.TERM !== 'dumb' && !environment.CI;
}

/** `VAR=` in a shell means unset. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}
