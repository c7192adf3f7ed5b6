import { Option, type OutputConfiguration, Command as Program } from 'commander';
import { addAlertCommands } from './command-line/alert-commands.ts';
import { addApiCommand } from './command-line/api-commands.ts';
import { addArchiveCommands } from './command-line/archive-commands.ts';
import { parseBtcAmount, parseCount, parseMilliseconds, parsePort, parseProtocol } from './command-line/arguments.ts';
import { addAuditCommands } from './command-line/audit-commands.ts';
import { addBackupCommands } from './command-line/backup-commands.ts';
import { addBitcoinCommands } from './command-line/bitcoin-commands.ts';
import { addCompletionCommand } from './command-line/completion-command.ts';
import { addCustomerCommands } from './command-line/customer-commands.ts';
import { addDepositCommands } from './command-line/deposit-commands.ts';
import { addEventCommands } from './command-line/event-commands.ts';
import { addExchangeCommands } from './command-line/exchange-commands.ts';
import { addFlagCommands } from './command-line/flag-commands.ts';
import { addGovernanceCommands } from './command-line/governance-commands.ts';
import { addGuardianCommands } from './command-line/guardian-commands.ts';
import { addHealthCommands } from './command-line/health-commands.ts';
import { addHolderCommands } from './command-line/holder-commands.ts';
import { addIdentityCommands } from './command-line/identity-commands.ts';
import { addIncidentCommands } from './command-line/incident-commands.ts';
import { addKeyCommands } from './command-line/key-commands.ts';
import { addOperationCommands } from './command-line/operation-commands.ts';
import { addPeopleCommands } from './command-line/people-commands.ts';
import { addReclaimCommands } from './command-line/reclaim-commands.ts';
import { addReconcileCommand } from './command-line/reconcile-command.ts';
import { addRelayCommands } from './command-line/relay-commands.ts';
import { addReporterCommands } from './command-line/reporter-commands.ts';
import { addReservesCommands } from './command-line/reserves-commands.ts';
import { addScreeningCommands } from './command-line/screening-commands.ts';
import { addSignerCommands } from './command-line/signer-commands.ts';
import { addWebhookCommands } from './command-line/webhook-commands.ts';
import { addWithdrawalCommands } from './command-line/withdrawal-commands.ts';
import type { DeployCommandOptions } from './commands/deploy.ts';
import type { SandboxOptions as SandboxCommandOptions } from './commands/sandbox.ts';
import { readConfiguration, wantsColour, wantsLiveOutput } from './configuration.ts';
import type { Command, Context } from './context.ts';
import { palette } from './terminal/palette.ts';
import { createReporter } from './terminal/reporter.ts';
import { version } from './version.ts';

interface GlobalOptions {
  json?: true;
  verbose?: true;
  dataDir?: string;
  signKey?: string;
}

/** The command line. Each command's code is loaded only when it runs, so that `--help` answers at once. */
export function createProgram(
  environment: NodeJS.ProcessEnv,
  setExitCode: (code: number) => void,
  output?: OutputConfiguration,
): Program {
  const program = new Program('istsi')
    .description('A Bitcoin-backed token on Stellar: 1 iSTSi = 1 satoshi.')
    .version(version)
    .option('--data-dir <path>', 'where the state is kept (ISTSI_DATA_DIR, default .istsi)')
    .option('--sign-key <file>', 'sign what is asked of the API with the key in that file (istsi keys make --signs)')
    .option('--json', 'print one JSON object per line')
    .option('--verbose', 'print the stack of a failure')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'istsi: ')), ...output });

  const run: Run = async (command, settingsFile) => {
    const context = createContext(environment, program.opts<GlobalOptions>(), settingsFile);
    try {
      setExitCode(await command(context));
    } finally {
      context.reporter.close();
    }
  };
  addSystemCommands(program, run);
  addWithdrawalCommands(program, run);
  addHolderCommands(program, run);
  addDepositCommands(program, run);
  addReclaimCommands(program, run);
  addExchangeCommands(program, run);
  addSandboxCommand(program, run);
  addBitcoinCommands(program, run);
  addReservesCommands(program, run);
  addReconcileCommand(program, run);
  addOperationCommands(program, run);
  addEventCommands(program, run);
  addHealthCommands(program, run);
  addGovernanceCommands(program, run);
  addWebhookCommands(program, run);
  addAlertCommands(program, run);
  addIncidentCommands(program, run);
  addScreeningCommands(program, run);
  addFlagCommands(program, run);
  addCustomerCommands(program, run);
  addIdentityCommands(program, run);
  addPeopleCommands(program, run);
  addAuditCommands(program, run);
  addArchiveCommands(program, run);
  addApiCommand(program, run);
  addProcessCommands(program, run);
  addSignerCommands(program, run);
  addGuardianCommands(program, run);
  addReporterCommands(program, run);
  addRelayCommands(program, run);
  addCompletionCommand(program, run);
  applySettings(program);
  return program;
}

/** `settingsFile`: `istsi.json`, for commands that take one. */
type Run = (command: Command, settingsFile?: string) => Promise<void>;

function addSystemCommands(program: Program, run: Run): void {
  program
    .command('up')
    .description('start everything on this machine and keep it running; with --config, what that file does not name')
    .option('--config <file>', 'istsi.json: what runs elsewhere, and where (ISTSI_CONFIG); docs/configuration.md')
    .option('--port <number>', 'port of the API', parsePort)
    .action(async ({ config, ...options }: { config?: string; port?: number }) => {
      const { up } = await import('./commands/up.ts');
      await run(up(options), config);
    });
  program
    .command('demo')
    .description('bitcoin in, iSTSi from hand to hand, bitcoin out; starts what is not running')
    .addOption(new Option('--amount <btc>', 'bitcoin to deposit').argParser(parseBtcAmount).default(150_000n, '0.0015'))
    .option('--keep', 'leave what it started running, with the pages open to you, until Ctrl-C')
    .action(async (options: { amount: bigint; keep?: boolean }) => {
      const { demo } = await import('./commands/demo.ts');
      await run(demo(options));
    });
  program
    .command('status')
    .description('is it running, and is it well?')
    .action(async () => {
      const { status } = await import('./commands/status.ts');
      await run(status());
    });
  program
    .command('deploy')
    .description('upload and wire the contracts; run again, it changes only what differs')
    .requiredOption('--network <url|testnet|mainnet>', 'Soroban RPC to deploy to')
    .option('--friendbot <url>', 'faucet that creates the accounts (default: the one that the network names)')
    .option(
      '--custodian <address...>',
      'Stellar accounts of the custodians (default: the signers of this data directory)',
    )
    .option('--threshold <number>', 'how many custodians must attest a deposit (default: the majority)', parseCount)
    .option(
      '--descriptor <text...>',
      'output descriptors of the custody, oldest first (default: those of this data directory)',
    )
    .addOption(
      new Option('--bitcoin <network>', 'Bitcoin network of the custody')
        .choices(['mainnet', 'testnet', 'testnet4', 'signet', 'regtest'])
        .default('regtest'),
    )
    .action(async (options: DeployCommandOptions) => {
      const { deploy } = await import('./commands/deploy.ts');
      await run(deploy(options));
    });
  addKeyCommands(program, run);
  addBackupCommands(program, run);
}

function addSandboxCommand(program: Program, run: Run): void {
  program
    .command('sandbox')
    .description('run the embedded Stellar network alone, for other tools')
    .option('--port <number>', 'port of RPC and friendbot', parsePort, 8000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--in-memory', 'keep nothing on disk')
    .option('--close-ms <ms>', 'close a ledger on a timer instead of with each transaction', parseMilliseconds)
    .option('--protocol <number>', 'ledger protocol: 28, 29 or 30; of a new network, 28 without', parseProtocol)
    .option('--test-controls', 'allow the sandbox_ methods (move time, snapshot, restore)')
    .option('--fork <rpc url>', 'begin with what a live network is now, read when it is needed; in memory')
    .addOption(
      new Option('--fork-moved <what>', 'what to do about entries that have changed there since')
        .choices(['refuse', 'take'])
        .default('refuse'),
    )
    .action(async (options: SandboxCommandOptions) => {
      const { sandbox } = await import('./commands/sandbox.ts');
      await run(sandbox(options));
    });
}

/** The processes that `up` supervises. Each can be run by hand, on a machine of its own. */
function addProcessCommands(program: Program, run: Run): void {
  program
    .command('database')
    .description('the embedded PostgreSQL')
    .command('run')
    .description('run PostgreSQL in the data directory')
    .option('--port <number>', 'port to listen on (default: the one of the last start, or a free one)', parsePort)
    .action(async (options: { port?: number }) => {
      const { databaseRun } = await import('./commands/database-run.ts');
      await run(databaseRun(options));
    });
  const config = program.command('config').description('istsi.json, and configurations of services and signers');
  config
    .command('schema')
    .description('print the JSON Schema of istsi.json, as docs/istsi.schema.json is')
    .option('--table', 'print every field and its variable instead, as docs/configuration.md has them')
    .action(async (options: { table?: true }) => {
      const { configSchema } = await import('./commands/config-schema.ts');
      await run(configSchema(options));
    });
  config
    .command('check')
    .description(
      'say what is wrong with a configuration: what it names is read, reached and compared, nothing is changed',
    )
    .requiredOption(
      '--config <file>',
      'istsi.json, or of `istsi services run`, `istsi signer run` or `istsi guardian run`',
    )
    .action(async (options: { config: string }) => {
      const { configCheck } = await import('./commands/config-check.ts');
      await run(configCheck(options));
    });
  program
    .command('services')
    .description('the services and the API')
    .command('run')
    .description('watch Bitcoin, drive deposits, serve the API')
    .requiredOption('--config <file>', 'JSON file, as `istsi up` writes it')
    .action(async (options: { config: string }) => {
      const { servicesRun } = await import('./commands/services-run.ts');
      await run(servicesRun(options));
    });
}

/** Bad command lines are thrown to `main`, which turns them into exit code 2. */
function applySettings(command: Program): void {
  command.exitOverride().showHelpAfterError('Run it with --help to see what there is.');
  for (const child of command.commands) applySettings(child);
}

function createContext(environment: NodeJS.ProcessEnv, options: GlobalOptions, settingsFile?: string): Context {
  const configuration = readConfiguration(environment, settingsFile);
  const json = options.json ?? false;
  const output = process.stdout;
  const coloured = wantsColour(environment, output.isTTY);
  return {
    configuration: {
      ...configuration,
      dataDirectory: options.dataDir ?? configuration.dataDirectory,
    },
    json,
    signKey: options.signKey,
    reporter: createReporter(output, { json, coloured, live: wantsLiveOutput(environment, output.isTTY) }),
    colours: palette(coloured),
    print: (text, facts) => {
      output.write(`${json ? JSON.stringify(facts) : text}\n`);
    },
  };
}
