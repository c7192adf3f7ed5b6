import { Argument, type Command as Program } from 'commander';
import type { Shell } from '../completion/scripts.ts';
import type { Command } from '../context.ts';

type Run = (command: Command) => Promise<void>;

export function addCompletionCommand(program: Program, run: Run): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose').choices(['bash', 'zsh', 'fish'] satisfies Shell[]))
    .description('print what a shell needs to complete commands and options: source <(istsi completion bash)')
    .action(async (shell: Shell) => {
      const { completion } = await import('../commands/completion.ts');
      await run(completion(program, shell));
    });
}
