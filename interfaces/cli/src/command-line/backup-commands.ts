import type { Command as Program } from 'commander';
import type { BackupOptions } from '../commands/backup.ts';
import type { Command } from '../context.ts';

type Run = (command: Command, settingsFile?: string) => Promise<void>;

const CONFIG = ['--config <file>', 'istsi.json, where the system is started with one (ISTSI_CONFIG)'] as const;
const PASSPHRASE = [
  '--passphrase-file <file>',
  'what it is encrypted with, 12 characters or more (default: ISTSI_BACKUP_PASSPHRASE)',
] as const;

export function addBackupCommands(program: Program, run: Run): void {
  program
    .command('backup')
    .argument('<directory>', 'a new directory, best on another disk')
    .option('--verify', 'make none: read one that was made, and say whether all of it is what was written')
    .option(...CONFIG)
    .option(...PASSPHRASE)
    .description('back up everything of a system as one moment had it, encrypted, while it runs or not')
    .action(async (target: string, { config, ...options }: BackupOptions & { config?: string; verify?: boolean }) => {
      const { backup } = await import('../commands/backup.ts');
      await run(backup(target, options), config);
    });
  program
    .command('restore')
    .argument('<backup>', 'directory that `istsi backup` made')
    .option(...CONFIG)
    .option(...PASSPHRASE)
    .description(
      'put a backup where nothing is yet: into --data-dir, and into the empty database that istsi.json names',
    )
    .action(async (source: string, { config, ...options }: BackupOptions & { config?: string }) => {
      const { restore } = await import('../commands/backup.ts');
      await run(restore(source, options), config);
    });
}
