import { Option, type Command as Program } from 'commander';
import type { Command } from '../context.ts';
import { scopeHelp, scopeWords } from '../key-scopes.ts';
import { parseDays, parseHours } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** Keys that were generated here, and keys of the API for programs. */
export function addKeyCommands(program: Program, run: Run): void {
  const keys = program
    .command('keys')
    .description('public keys of this system; with list, make, rotate or revoke: keys that programs send to the API')
    .action(async () => {
      const commands = await import('../commands/keys.ts');
      await run(commands.keys());
    });
  keys
    .command('list')
    .description('keys that programs send to the API: what each opens, until when, and when it was used')
    .action(async () => {
      const { listKeys } = await import('../commands/api-keys.ts');
      await run(listKeys());
    });
  keys
    .command('make')
    .argument('<name>', 'what it is for, such as reports')
    .addOption(
      new Option('--scope <scope...>', 'what it opens; one or several')
        .choices(Object.keys(scopeWords))
        .makeOptionMandatory(),
    )
    .option('--days <number>', 'how long it counts', parseDays, 90)
    .option('--signs <file>', 'it signs requests, with a private key that is made in this new file (RFC 9421)')
    .description('make a key for a program, and show it, this once')
    .addHelpText('after', scopeHelp())
    .action(async (name: string, options: { scope: (keyof typeof scopeWords)[]; days: number; signs?: string }) => {
      const { makeKey } = await import('../commands/api-keys.ts');
      await run(makeKey(name, options));
    });
  keys
    .command('rotate')
    .argument('<id>', 'as `istsi keys list` shows it: ikey_ and 16 digits')
    .option(
      '--overlap <hours>',
      'for how many hours the secret before counts as well; 0: it ends at once',
      parseHours,
      24,
    )
    .option('--signs <file>', 'of a key that signs: the private key that comes after, made in this new file')
    .description('give a key a new secret, and show it, this once; what it opens and its end stay')
    .action(async (id: string, options: { overlap: number; signs?: string }) => {
      const { rotateKey } = await import('../commands/api-keys.ts');
      await run(rotateKey(id, options));
    });
  keys
    .command('revoke')
    .argument('<id>', 'as `istsi keys list` shows it: ikey_ and 16 digits')
    .description('end a key at once and for good')
    .action(async (id: string) => {
      const { revokeKey } = await import('../commands/api-keys.ts');
      await run(revokeKey(id));
    });
}
