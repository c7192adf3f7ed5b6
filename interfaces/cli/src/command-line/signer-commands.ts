import type { NetworkName } from '@istsi/bitcoin-custody';
import { InvalidArgumentError, type Command as Program } from 'commander';
import type { SignFileOptions } from '../commands/signer-sign.ts';
import type { Command } from '../context.ts';
import { parseCount } from './arguments.ts';

type Run = (command: Command) => Promise<void>;
type WithConfig = { config: string };

/** What one custodian does, on a machine of its own. */
export function addSignerCommands(program: Program, run: Run): void {
  const signer = program.command('signer').description('a custodian’s signer: its key, its nodes, its memory');
  const withConfig = (name: string, description: string): Program =>
    signer.command(name).description(description).requiredOption('--config <file>', 'JSON file');

  withConfig('init', 'make a keystore and begin a policy log, once').action(async (options: WithConfig) => {
    const { signerInit } = await import('../commands/signer-init.ts');
    await run(signerInit(options));
  });
  withConfig('run', 'check what is asked on our own view of both chains, and sign it').action(
    async (options: WithConfig) => {
      const { signerRun } = await import('../commands/signer-run.ts');
      await run(signerRun(options));
    },
  );
  withConfig('keystore', 'hold the key for a signer in another process').action(async (options: WithConfig) => {
    const { signerKeystore } = await import('../commands/signer-keystore.ts');
    await run(signerKeystore(options));
  });
  withConfig('restore', 'begin the policy log anew after it was lost')
    .requiredOption('--from-chain', 'take what the reserve authorized for signed')
    .action(async (options: WithConfig) => {
      const { signerRestore } = await import('../commands/signer-restore.ts');
      await run(signerRestore(options));
    });
  withConfig('sign', 'sign a PSBT from a file, after saying what it pays')
    .argument('<file>', 'PSBT, binary or base64, or a file that also names the withdrawals')
    .option('--out <file>', 'where to write it (default: <file>.signed)')
    .option('--yes', 'do not ask')
    .action(async (file: string, options: SignFileOptions) => {
      const { signerSign } = await import('../commands/signer-sign.ts');
      await run(signerSign(file, options));
    });
  withConfig('account', 'show the public key of an epoch')
    .option('--epoch <number>', 'key rotations so far', parseEpoch, 0)
    .action(async (options: WithConfig & { epoch: number }) => {
      const { signerAccount } = await import('../commands/signer-account.ts');
      await run(signerAccount(options));
    });
  signer
    .command('certificate')
    .description('make a key and a certificate, once on the signer’s machine and once on the coordinator’s')
    .argument('<name>', 'of the files: <name>.key and <name>.crt')
    .option('--host <names...>', 'what it is reached by')
    .option('--days <number>', 'how long it is valid', parseCount, 365)
    .action(async (name: string, options: { host?: string[]; days: number }) => {
      const { signerCertificate } = await import('../commands/signer-certificate.ts');
      await run(signerCertificate(name, options));
    });
  signer
    .command('descriptor')
    .description('write the descriptor over the custodians’ accounts, and the reserve script that belongs to it')
    .argument('<accounts...>', 'as `istsi signer account` prints them')
    .requiredOption('--threshold <number>', 'how many must sign', parseCount)
    .option('--network <name>', 'mainnet, testnet, testnet4, signet or regtest', parseNetwork, 'regtest')
    .action(async (accounts: string[], options: { threshold: number; network: NetworkName }) => {
      const { signerDescriptor } = await import('../commands/signer-descriptor.ts');
      await run(signerDescriptor(accounts, options));
    });
}

function parseEpoch(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0.');
  return Number(text);
}

// Not from custody itself, which takes a while to load: the first line of help is to come at once.
const networkNames: readonly NetworkName[] = ['mainnet', 'testnet', 'testnet4', 'signet', 'regtest'];

function parseNetwork(text: string): NetworkName {
  const name = networkNames.find((one) => one === text);
  if (!name) throw new InvalidArgumentError(`expected one of ${networkNames.join(', ')}.`);
  return name;
}
