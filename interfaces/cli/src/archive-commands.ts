import type { Command as Program } from 'commander';
import { parseDays } from './arguments.ts';
import type { Command } from './context.ts';

type Run = (command: Command) => Promise<void>;

/** What the event bus had, kept outside of its database. */
export function addArchiveCommands(program: Program, run: Run): void {
  const archive = program.command('archive').description('events of both chains, kept outside of the database');
  archive
    .command('write')
    .argument('<directory>', 'where it is kept; what is there already is held against the database first')
    .option('--days <number>', 'archive what is so old', parseDays, 30)
    .description('add the older events to an archive, and read it again; no row is deleted')
    .action(async (directory: string, options: { days: number }) => {
      const { archiveWrite } = await import('./commands/archive.ts');
      await run(archiveWrite(directory, options));
    });
  archive
    .command('verify')
    .argument('<directory>', 'of an archive')
    .description(
      'exit code 1 if an archive, or an event of the database, was edited, deleted, inserted, moved or cut off',
    )
    .action(async (directory: string) => {
      const { archiveVerify } = await import('./commands/archive.ts');
      await run(archiveVerify(directory));
    });
}
