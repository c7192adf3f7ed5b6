import type { PublishedFile } from '@istsi/reserves';
import { Argument, type Command as Program } from 'commander';
import type { ReservesVerifyOptions } from '../commands/reserves-verify.ts';
import type { Command } from '../context.ts';
import { parsePageSize } from './arguments.ts';

const FILES: readonly PublishedFile[] = [
  ...(['statement.json', 'outputs.json', 'history.json'] as const),
  ...(['transactions.json', 'addresses.json', 'stellar.toml'] as const),
];

type Run = (command: Command) => Promise<void>;

export function addReservesCommands(program: Program, run: Run): void {
  const reserves = program.command('reserves').description('proofs that all iSTSi is covered: make them, check them');
  reserves
    .command('prove')
    .description('have the signers prove the reserves of the running system, and publish it')
    .action(async () => {
      const { reservesProve } = await import('../commands/reserves-prove.ts');
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
      const { reservesVerify } = await import('../commands/reserves-verify.ts');
      await run(reservesVerify(place, options));
    });
  reserves
    .command('list')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('proofs that were published, newest first')
    .action(async (options: { limit: number }) => {
      const { listProofs } = await import('../commands/reserve-proofs.ts');
      await run(listProofs(options));
    });
  reserves
    .command('show')
    .argument('<id>', 'of a proof, or latest')
    .description('one proof, and its files')
    .action(async (id: string) => {
      const { showProof } = await import('../commands/reserve-proofs.ts');
      await run(showProof(id));
    });
  reserves
    .command('file')
    .argument('<id>', 'of a proof, or latest')
    .addArgument(new Argument('<name>', 'of one of its files').choices(FILES))
    .option('--output <file>', 'write it there')
    .description('one published file of a proof, as it was published')
    .action(async (id: string, name: PublishedFile, options: { output?: string }) => {
      const { proofFile } = await import('../commands/reserve-proofs.ts');
      await run(proofFile(id, name, options));
    });
  reserves
    .command('loss')
    .description('is Bitcoin missing, and how is it made good? exit code 1 while it is')
    .action(async () => {
      const { reservesLoss } = await import('../commands/reserves-loss.ts');
      await run(reservesLoss());
    });
  reserves
    .command('prove-account')
    .argument('<id>', 'the account, as liabilities.jsonl names it')
    .description('what the owner of a balance off chain is given, to check it alone')
    .option('--output <file>', 'write it there')
    .action(async (id: string, options: { output?: string }) => {
      const { reservesProveAccount } = await import('../commands/reserves-account.ts');
      await run(reservesProveAccount(id, options));
    });
  reserves
    .command('verify-account')
    .argument('<file>', 'what `prove-account` gave')
    .argument('[directory or URL]', 'where the published files are (default: the newest of the running system)')
    .description('is this balance part of what a proof says is owed off chain?')
    .action(async (file: string, place: string | undefined) => {
      const { reservesVerifyAccount } = await import('../commands/reserves-account.ts');
      await run(reservesVerifyAccount(file, place));
    });
}
