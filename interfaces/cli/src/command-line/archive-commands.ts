import type { Command as Program } from 'commander';
import type { Command } from '../context.ts';
import { parseDays } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What happened, kept outside of the database. */
export function addArchiveCommands(program: Program, run: Run): void {
  const archive = program
    .command('archive')
    .description('events of both chains, operations that are over and the audit log, kept outside of the database');
  archive
    .command('write')
    .argument('<directory>', 'where it is kept; what is there already is held against the database first')
    .option('--days <number>', 'archive what is so old', parseDays, 30)
    .option(
      '--prune',
      'delete from the database the events, and the steps of operations, that the archive was just read to have',
      false,
    )
    .description('add what is older to an archive, and read it again; no row is deleted unless --prune says so')
    .action(async (directory: string, options: { days: number; prune: boolean }) => {
      const { archiveWrite } = await import('../commands/archive.ts');
      await run(archiveWrite(directory, options));
    });
  archive
    .command('verify')
    .argument('<directory>', 'of an archive')
    .description(
      'exit code 1 if an archive, or what the database has of it, was edited, deleted, inserted, moved or cut off',
    )
    .action(async (directory: string) => {
      const { archiveVerify } = await import('../commands/archive.ts');
      await run(archiveVerify(directory));
    });
  archive
    .command('restore')
    .argument('<directory>', 'of an archive')
    .argument('[operations...]', 'of these; otherwise of all')
    .description('bring what --prune deleted back into the database, as it was')
    .action(async (directory: string, operations: string[]) => {
      const { archiveRestore } = await import('../commands/archive.ts');
      await run(archiveRestore(directory, operations));
    });
  archive
    .command('show')
    .argument('<directory>', 'of an archive')
    .argument('<operation>', 'outpoint of a deposit, id of a withdrawal, or txid of the first version of a payment')
    .description('the history of an archived operation, line by line, from the archive alone')
    .action(async (directory: string, operation: string) => {
      const { archiveShow } = await import('../commands/archive.ts');
      await run(archiveShow(directory, operation));
    });
}
