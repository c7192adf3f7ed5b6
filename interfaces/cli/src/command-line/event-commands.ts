import type { Command as Program } from 'commander';
import type { EventQuery } from '../commands/events.ts';
import type { Command } from '../context.ts';
import { parseCount, parsePageSize, parsePlace, parsePosition } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What happened on both chains, in one order, and who reads it. */
export function addEventCommands(program: Program, run: Run): void {
  const events = program.command('events').description('what happened on both chains, in one order; and who reads it');
  const query = (command: Program): Program =>
    command
      .option('--after <sequence>', 'behind this one; 0: from the first', parsePosition)
      .option('--type <type...>', 'only these types, such as com.istsi.integration-router.BitcoinDeposit.v1')
      .option('--subject <operation>', 'only of this operation');
  query(events.command('list'))
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('a part of them')
    .action(async (options: EventQuery & { limit: number }) => {
      const { listEvents } = await import('../commands/events.ts');
      await run(listEvents(options));
    });
  query(events.command('tail'))
    .option('--limit <number>', 'end after so many (default: when you end it)', parseCount)
    .description('each as it comes; without --after, those of now on')
    .action(async (options: EventQuery & { limit?: number }) => {
      const { tailEvents } = await import('../commands/events.ts');
      await run(tailEvents(options));
    });
  events
    .command('status')
    .description('how far the bus is, and who reads it; exit code 1 where it is not all that the ledgers hold')
    .action(async () => {
      const { eventStatus } = await import('../commands/events.ts');
      await run(eventStatus());
    });
  events
    .command('schema')
    .argument('<type>', 'of event')
    .description('JSON Schema of what an event of a type holds')
    .action(async (type: string) => {
      const { eventSchema } = await import('../commands/events.ts');
      await run(eventSchema(type));
    });
  addReaders(events, run);
}

function addReaders(events: Program, run: Run): void {
  const reader = ['<reader>', 'as `status` names it'] as const;
  events
    .command('pause')
    .argument(...reader)
    .description('have a reader stay where it is')
    .action(async (name: string) => {
      const { pauseConsumer } = await import('../commands/events.ts');
      await run(pauseConsumer(name));
    });
  events
    .command('resume')
    .argument(...reader)
    .description('have it go on')
    .action(async (name: string) => {
      const { resumeConsumer } = await import('../commands/events.ts');
      await run(resumeConsumer(name));
    });
  events
    .command('seek')
    .argument(...reader)
    .requiredOption('--position <sequence>', 'behind this one; 0: before the first', parsePosition)
    .description('have it go on elsewhere')
    .action(async (name: string, options: { position: string }) => {
      const { seekConsumer } = await import('../commands/events.ts');
      await run(seekConsumer(name, options));
    });
  events
    .command('replay')
    .argument(...reader)
    .requiredOption('--from <sequence>', 'the first', parsePlace)
    .requiredOption('--through <sequence>', 'the last', parsePlace)
    .description('have it handle a range once more')
    .action(async (name: string, options: { from: string; through: string }) => {
      const { replayConsumer } = await import('../commands/events.ts');
      await run(replayConsumer(name, options));
    });
  events
    .command('reread')
    .description('read once more the events that nobody could read, by what contracts and build say now')
    .action(async () => {
      const { rereadEvents } = await import('../commands/events.ts');
      await run(rereadEvents());
    });
}
