import type { Command as Program } from 'commander';
import { parseDays, parseHours } from './arguments.ts';
import type { Command } from './context.ts';

type Run = (command: Command) => Promise<void>;

/** Keys that were generated here, and keys of the API for programs. */
export function addKeyCommands(program: Program, run: Run): void {
  const keys = program
    .command('keys')
    .description('show the public side of every generated key')
    .action(async () => {
      const commands = await import('./commands/keys.ts');
      await run(commands.keys());
    });
  keys
    .command('list')
    .description('keys of the API that were made for programs')
    .action(async () => {
      const { listKeys } = await import('./commands/api-keys.ts');
      await run(listKeys());
    });
  keys
    .command('make')
    .argument('<name>', 'what it is for')
    .requiredOption('--scope <scope...>', 'what it opens, such as read, webhooks or identities')
    .option('--days <number>', 'after so many it is over', parseDays, 90)
    .description('make a key of the API; shows it, once')
    .action(async (name: string, options: { scope: string[]; days: number }) => {
      const { makeKey } = await import('./commands/api-keys.ts');
      await run(makeKey(name, options));
    });
  keys
    .command('rotate')
    .argument('<id>', 'key, without its secret')
    .option('--overlap <hours>', 'so long the one before counts as well', parseHours, 24)
    .description('a new key with the same scopes and end; shows it, once')
    .action(async (id: string, options: { overlap: number }) => {
      const { rotateKey } = await import('./commands/api-keys.ts');
      await run(rotateKey(id, options));
    });
  keys
    .command('revoke')
    .argument('<id>', 'key, without its secret')
    .description('have a key count no more, at once')
    .action(async (id: string) => {
      const { revokeKey } = await import('./commands/api-keys.ts');
      await run(revokeKey(id));
    });
}
