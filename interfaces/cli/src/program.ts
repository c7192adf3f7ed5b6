import { Option, type OutputConfiguration, Command as Program } from 'commander';
import { addAlertCommands } from './alert-commands.ts';
import { addApiCommand } from './api-commands.ts';
import { addArchiveCommands } from './archive-commands.ts';
import {
  parseBtcAmount,
  parseCount,
  parseMilliseconds,
  parsePageSize,
  parsePort,
  parseProtocol,
  parseSats,
} from './arguments.ts';
import { addAuditCommands } from './audit-commands.ts';
import { addBackupCommands } from './backup-commands.ts';
import type { DeployCommandOptions } from './commands/deploy.ts';
import type { ReservesVerifyOptions } from './commands/reserves-verify.ts';
import type { SandboxOptions as SandboxCommandOptions } from './commands/sandbox.ts';
import type { WithdrawOptions } from './commands/withdraw.ts';
import type { ListOptions } from './commands/withdrawals.ts';
import { addCompletionCommand } from './completion-command.ts';
import { readConfiguration, wantsColour, wantsLiveOutput } from './configuration.ts';
import type { Command, Context } from './context.ts';
import { addDepositCommands } from './deposit-commands.ts';
import { addExchangeCommands } from './exchange-commands.ts';
import { addFlagCommands } from './flag-commands.ts';
import { addGovernanceCommands } from './governance-commands.ts';
import { addGuardianCommands } from './guardian-commands.ts';
import { addIdentityCommands } from './identity-commands.ts';
import { addIncidentCommands } from './incident-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addReconcileCommand } from './reconcile-command.ts';
import { addRelayCommands } from './relay-commands.ts';
import { addReporterCommands } from './reporter-commands.ts';
import { addScreeningCommands } from './screening-commands.ts';
import { addSignerCommands } from './signer-commands.ts';
import { palette } from './terminal/palette.ts';
import { createReporter } from './terminal/reporter.ts';
import { version } from './version.ts';
import { addWebhookCommands } from './webhook-commands.ts';

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
  addHolderCommands(program, run);
  addDepositCommands(program, run);
  addExchangeCommands(program, run);
  addSandboxCommand(program, run);
  addBitcoinCommands(program, run);
  addReservesCommands(program, run);
  addReconcileCommand(program, run);
  addGovernanceCommands(program, run);
  addWebhookCommands(program, run);
  addAlertCommands(program, run);
  addIncidentCommands(program, run);
  addScreeningCommands(program, run);
  addFlagCommands(program, run);
  addIdentityCommands(program, run);
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

/** What holders ask for and look at. */
function addHolderCommands(program: Program, run: Run): void {
  program
    .command('withdraw')
    .description('burn iSTSi for bitcoin; the key stays on this machine')
    .requiredOption('--amount <btc>', 'what is burned: what arrives, and the fee', parseBtcAmount)
    .requiredOption('--to <address>', 'Bitcoin address that is paid')
    .option('--max-fee <sats>', 'the most that may go to the Bitcoin fee (default: what is suggested now)', parseSats)
    .option(
      '--user <file>',
      'file with the holder’s secret key (default: ISTSI_USER_SECRET, or the last demo’s holder)',
    )
    .option('--sponsored', 'somebody else pays the Stellar fee (by itself for an account without lumens)')
    .option('--no-wait', 'do not wait until the payment is on the Bitcoin network')
    .action(async (options: WithdrawOptions) => {
      const { withdraw } = await import('./commands/withdraw.ts');
      await run(withdraw(options));
    });
  const withdrawals = program
    .command('withdrawals')
    .description('the newest withdrawals, or one with its timeline')
    .argument('[id]', 'one of them')
    .option('--user <address>', 'of this Stellar address only')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .option('--follow', 'with an id: live, until its end')
    .action(async (id: string | undefined, options: ListOptions & { follow?: true }) => {
      const { listWithdrawals, requireHash, showWithdrawal } = await import('./commands/withdrawals.ts');
      await run(
        id === undefined
          ? listWithdrawals(options)
          : async (context) => await showWithdrawal(requireHash(id), options)(context),
      );
    });
  withdrawals
    .command('export')
    .argument('<id>', 'withdrawal')
    .argument('<file>', 'file to write')
    .description('write its payment as a PSBT, for an offline signer')
    .action(async (id: string, file: string) => {
      const { exportPayment } = await import('./commands/withdrawal-files.ts');
      await run(exportPayment(id, file));
    });
  withdrawals
    .command('import')
    .argument('<id>', 'withdrawal')
    .argument('<file>', 'PSBT that was signed')
    .description('add what an offline signer has signed')
    .action(async (id: string, file: string) => {
      const { importPayment } = await import('./commands/withdrawal-files.ts');
      await run(importPayment(id, file));
    });
  withdrawals
    .command('cancel')
    .argument('<id>', 'withdrawal')
    .description('cancel its payment, which is authorized and not confirmed: it waits for another one then')
    .action(async (id: string) => {
      const { cancelPayment } = await import('./commands/withdrawal-files.ts');
      await run(cancelPayment(id));
    });
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

function addBitcoinCommands(program: Program, run: Run): void {
  const bitcoin = program.command('bitcoin').description('the regtest node: run it, pay, mine');
  bitcoin
    .command('node')
    .description('run the embedded regtest node alone, for other tools')
    .option('--port <number>', 'port of RPC and REST', parsePort, 18443)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--rpc-user <name>', 'user of the RPC', 'istsi')
    .option('--in-memory', 'keep nothing on disk')
    .action(async (options: { port: number; host: string; rpcUser: string; inMemory?: true }) => {
      const { bitcoinNode } = await import('./commands/bitcoin-node.ts');
      await run(bitcoinNode(options));
    });
  bitcoin
    .command('send')
    .argument('<address>', 'address to pay')
    .argument('<btc>', 'bitcoin, such as 0.0015', parseBtcAmount)
    .description('pay an address from the regtest faucet')
    .action(async (address: string, sats: bigint) => {
      const { bitcoinSend } = await import('./commands/bitcoin-send.ts');
      await run(bitcoinSend(address, sats));
    });
  bitcoin
    .command('mine')
    .argument('[blocks]', 'how many', parseCount, 1)
    .description('mine blocks')
    .action(async (blocks: number) => {
      const { bitcoinMine } = await import('./commands/bitcoin-mine.ts');
      await run(bitcoinMine(blocks));
    });
  bitcoin
    .command('balance')
    .argument('[address]', 'any address (default: the wallet that sends and mines)')
    .description('what the regtest wallet holds, or what is at an address')
    .action(async (address: string | undefined) => {
      const { bitcoinBalance } = await import('./commands/bitcoin-wallet.ts');
      await run(bitcoinBalance(address));
    });
  bitcoin
    .command('newaddress')
    .description('a new address of the regtest wallet, to withdraw to')
    .action(async () => {
      const { bitcoinNewAddress } = await import('./commands/bitcoin-wallet.ts');
      await run(bitcoinNewAddress());
    });
}

function addReservesCommands(program: Program, run: Run): void {
  const reserves = program.command('reserves').description('proofs that all iSTSi is covered: make them, check them');
  reserves
    .command('prove')
    .description('have the signers prove the reserves of the running system, and publish it')
    .action(async () => {
      const { reservesProve } = await import('./commands/reserves-prove.ts');
      await run(reservesProve());
    });
  reserves
    .command('verify')
    .argument('[directory or URL]', 'where the published files are (default: the newest of the running system)')
    .description('recompute a proof as a stranger would; exit code 1 if anything is not as it should be')
    .option('--bitcoin <url>', 'RPC of your own Bitcoin node, with user and password')
    .option('--bitcoin-cookie <file>', 'its cookie file, in place of a user and password')
    .option('--stellar <url>', 'Soroban RPC that you trust')
    .option('--reserve <contract>', 'the reserve manager that you mean')
    .option('--token <contract>', 'the token that you hold')
    .action(async (place: string | undefined, options: ReservesVerifyOptions) => {
      const { reservesVerify } = await import('./commands/reserves-verify.ts');
      await run(reservesVerify(place, options));
    });
  reserves
    .command('loss')
    .description('is Bitcoin missing, and how is it made good? exit code 1 while it is')
    .action(async () => {
      const { reservesLoss } = await import('./commands/reserves-loss.ts');
      await run(reservesLoss());
    });
  reserves
    .command('prove-account')
    .argument('<id>', 'the account, as liabilities.jsonl names it')
    .description('what the owner of a balance off chain is given, to check it alone')
    .option('--output <file>', 'write it there')
    .action(async (id: string, options: { output?: string }) => {
      const { reservesProveAccount } = await import('./commands/reserves-account.ts');
      await run(reservesProveAccount(id, options));
    });
  reserves
    .command('verify-account')
    .argument('<file>', 'what `prove-account` gave')
    .argument('[directory or URL]', 'where the published files are (default: the newest of the running system)')
    .description('is this balance part of what a proof says is owed off chain?')
    .action(async (file: string, place: string | undefined) => {
      const { reservesVerifyAccount } = await import('./commands/reserves-account.ts');
      await run(reservesVerifyAccount(file, place));
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
