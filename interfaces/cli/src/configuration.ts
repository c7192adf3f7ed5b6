import { z } from 'zod';
import { CliError } from './errors.ts';
import { describeProblems } from './state/json-file.ts';
import { TrustedProxies } from './trusted-proxies.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/, error: 'expected a URL that begins with http:// or https://' });

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Everything that can be configured, by environment variable. Nothing else in the project reads the environment. */
const Environment = z.object({
  ISTSI_DATA_DIR: z.string().min(1).default('.istsi'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'expected a URL that begins with postgres://' }).optional(),
  ISTSI_API_HOST: z.string().min(1).default('127.0.0.1'),
  ISTSI_API_PORT: port.optional(),
  /** Comma-separated addresses and networks (CIDR) of reverse proxies in front of the API, whose X-Forwarded-For is believed. */
  ISTSI_API_TRUSTED_PROXIES: z.string().transform(listOf).pipe(TrustedProxies).optional(),
  ISTSI_STELLAR_PORT: port.optional(),
  ISTSI_BITCOIN_PORT: port.optional(),
  ISTSI_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** Only `istsi bitcoin node` reads it: a password on the command line would be visible to every local user. */
  ISTSI_BITCOIN_RPC_PASSWORD: z.string().min(1).optional(),
  /** Only `istsi deploy` reads it: the secret key (S…) that pays for and owns a deployment on a public network. */
  ISTSI_DEPLOYER_SECRET: z.string().min(1).optional(),
  /** Only `istsi withdraw` reads it: the holder's secret key (S…). */
  ISTSI_USER_SECRET: z.string().min(1).optional(),
  /** Only commands of governance read it: a Super Admin's secret key (S…). No part that `istsi up` starts is given it. */
  ISTSI_GOVERNANCE_SECRET: z.string().min(1).optional(),
  ISTSI_STELLAR_RPC_URL: httpUrl.optional(),
});

export interface Configuration {
  dataDirectory: string;
  databaseUrl: string | undefined;
  apiHost: string;
  trustedProxies: readonly string[];
  ports: { api: number | undefined; stellar: number | undefined; bitcoin: number | undefined };
  logLevel: z.output<typeof Environment>['ISTSI_LOG_LEVEL'];
  bitcoinRpcPassword: string | undefined;
  deployerSecret: string | undefined;
  stellarRpcUrl: string | undefined;
  userSecret: string | undefined;
  governanceSecret: string | undefined;
}

export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const parsed = Environment.safeParse(withoutEmpty(environment));
  if (!parsed.success) throw new CliError('cli/bad-configuration', { problems: describeProblems(parsed.error) });
  const values = parsed.data;
  return {
    dataDirectory: values.ISTSI_DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    apiHost: values.ISTSI_API_HOST,
    trustedProxies: values.ISTSI_API_TRUSTED_PROXIES ?? [],
    ports: { api: values.ISTSI_API_PORT, stellar: values.ISTSI_STELLAR_PORT, bitcoin: values.ISTSI_BITCOIN_PORT },
    logLevel: values.ISTSI_LOG_LEVEL,
    bitcoinRpcPassword: values.ISTSI_BITCOIN_RPC_PASSWORD,
    deployerSecret: values.ISTSI_DEPLOYER_SECRET,
    stellarRpcUrl: values.ISTSI_STELLAR_RPC_URL,
    userSecret: values.ISTSI_USER_SECRET,
    governanceSecret: values.ISTSI_GOVERNANCE_SECRET,
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
