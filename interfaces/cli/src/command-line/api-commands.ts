import { Argument, Option, type Command as Program } from 'commander';
import type { AskedOfApi } from '../commands/ask-api.ts';
import type { Command } from '../context.ts';

type Run = (command: Command) => Promise<void>;

/** Whatever the API can do and no command of its own is for. */
export function addApiCommand(program: Program, run: Run): void {
  program
    .command('api')
    .addArgument(new Argument('<method>', 'GET, POST or DELETE').choices(['GET', 'POST', 'DELETE']))
    .argument('<route>', 'such as /v1/operations?kind=deposit')
    .option('--body <json>', 'what is sent: JSON, or - for what comes in')
    .addOption(
      new Option('--as <whom>', 'whose key is shown').choices(['operator', 'compliance', 'nobody']).default('operator'),
    )
    .option('--idempotency-key <name>', 'names the request: sent again, it is answered again and not done again')
    .description('ask the API for anything it can do; every route is in /openapi.json and on its page /docs')
    .action(async (method: string, route: string, options: Omit<AskedOfApi, 'method' | 'route'>) => {
      const { askApi } = await import('../commands/ask-api.ts');
      await run(askApi({ ...options, method, route } as AskedOfApi));
    });
}
