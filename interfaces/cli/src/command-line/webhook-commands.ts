import { Option, type Command as Program } from 'commander';
import type { DeliveryQuery } from '../commands/webhooks.ts';
import type { Command } from '../context.ts';
import { parsePageSize, parsePlace } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** Where events are sent. */
export function addWebhookCommands(program: Program, run: Run): void {
  const webhooks = program
    .command('webhooks')
    .description('where events are sent, and how that goes')
    .action(async () => {
      const { listWebhooks } = await import('../commands/webhooks.ts');
      await run(listWebhooks());
    });
  webhooks
    .command('add')
    .argument('<url>', 'https: URL')
    .option('--type <type...>', 'only these types of event, such as com.istsi.integration-router.BitcoinDeposit.v1')
    .description('have events sent to a URL; shows the secret, once')
    .action(async (url: string, options: { type?: string[] }) => {
      const { addWebhook } = await import('../commands/webhooks.ts');
      await run(addWebhook(url, options));
    });
  const ofOne = [
    ['show', 'one of them, with its public keys', 'showWebhook'],
    ['remove', 'send nothing there any more', 'removeWebhook'],
    ['test', 'send an event that says that it is a test', 'testWebhook'],
    ['rotate', 'new keys; those before sign beside them for a day', 'rotateWebhook'],
    ['retry', 'go on after it was disabled, and try what was given up once more', 'retryWebhook'],
  ] as const;
  for (const [name, description, act] of ofOne) {
    webhooks
      .command(name)
      .argument('<id>', 'webhook')
      .description(description)
      .action(async (id: string) => {
        const commands = await import('../commands/webhooks.ts');
        await run(commands[act](id));
      });
  }
  webhooks
    .command('replay')
    .argument('<id>', 'webhook')
    .requiredOption('--from <sequence>', 'first event', parsePlace)
    .requiredOption('--through <sequence>', 'last event', parsePlace)
    .description('send the events of a range once more')
    .action(async (id: string, options: { from: string; through: string }) => {
      const { replayWebhook } = await import('../commands/webhooks.ts');
      await run(replayWebhook(id, options));
    });
  webhooks
    .command('deliveries')
    .argument('<id>', 'webhook')
    .addOption(new Option('--state <state>', 'of this state only').choices(['pending', 'delivered', 'dead']))
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('what was sent, is to be sent, and was given up')
    .action(async (id: string, options: DeliveryQuery) => {
      const { listDeliveries } = await import('../commands/webhooks.ts');
      await run(listDeliveries(id, options));
    });
}
