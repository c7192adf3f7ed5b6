import type { Command as Program } from 'commander';
import type { ReconcileOptions } from '../commands/reconcile.ts';
import type { Command } from '../context.ts';
import { parsePageSize } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

export function addReconcileCommand(program: Program, run: Run): void {
  program
    .command('reconcile')
    .description(
      'hold every coin against the books now, to the satoshi; exit code 1 for a difference that nothing explains, 3 if it is not known',
    )
    .option('--show <id>', 'one that was made before')
    .option('--history <number>', 'the newest ones, by a line each', parsePageSize)
    .action(async (options: ReconcileOptions) => {
      const { reconcile } = await import('../commands/reconcile.ts');
      await run(reconcile(options));
    });
}
