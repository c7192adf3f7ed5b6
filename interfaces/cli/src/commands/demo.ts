import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Context } from '../context.ts';
import { requireDemoAmount } from '../demo/least-amount.ts';
import { CliError } from '../errors.ts';
import { listenForInterruption } from '../interruption.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { lockHolder } from '../state/lock.ts';
import { type FoundSystem, findRunning } from '../system/find-running.ts';
import { announcePages } from '../system/pages.ts';

const POLL_MS = 200;

/** `istsi demo`: bitcoin in, iSTSi from hand to hand, bitcoin out; on a system that runs or on its own. */
export function demo(options: { amount: bigint; keep?: boolean }): Command {
  return async (context) => {
    requireDemoAmount(options.amount);
    context.reporter.facts('starting', { amount_sats: String(options.amount) });
    const { reporter, colours } = context;
    reporter.say();
    reporter.say(`  ${colours.strong('Bitcoin becomes iSTSi, changes hands, and becomes bitcoin again')}`);
    reporter.say();
    const found = await findStarted(context);
    if (!found) return demoOnOwnSystem(context, options);
    reporter.say(colours.faint(`    on the system that runs at ${found.endpoints.apiUrl}`));
    const { runDemo } = await import('../demo/run-demo.ts');
    announcePages(context, found.endpoints);
    reporter.say();
    await runDemo(context, found, options.amount);
    return 0;
  };
}

/** The system that runs on this directory. One that is just starting is worth waiting for. */
async function findStarted({ configuration, reporter }: Context): Promise<FoundSystem | undefined> {
  const { lock } = dataDirectory(configuration.dataDirectory);
  const holder = lockHolder(lock);
  if (holder && !holder.endpoints) {
    reporter.begin('waiting', 'waiting', `for process ${holder.pid}, which is starting the system`);
    while (isStarting(lock)) await sleep(POLL_MS);
    reporter.drop('waiting');
  }
  return findRunning(configuration.dataDirectory);
}

function isStarting(lock: string): boolean {
  const holder = lockHolder(lock);
  return holder !== undefined && !holder.endpoints;
}

async function demoOnOwnSystem(context: Context, { amount, keep = false }: { amount: bigint; keep?: boolean }) {
  const { reporter, colours } = context;
  const { startSystem } = await import('../system/start-system.ts');
  const system = await startSystem(context);
  const interruption = listenForInterruption(() => {
    system.kill();
    reporter.close();
    reporter.say('\n  Ended at once. The next start repairs what that leaves behind.');
    process.exit(130);
  });
  const work = system.running.then(async (running) => {
    reporter.say();
    const { runDemo } = await import('../demo/run-demo.ts');
    announcePages(context, running.endpoints);
    reporter.say();
    await runDemo(context, running, amount);
  });
  const stop = async () => {
    reporter.close();
    reporter.begin('stopped', 'stopping');
    await system.stop();
    reporter.drop('stopped');
  };
  try {
    const ended = await Promise.race([work, interruption.first]);
    if (typeof ended === 'string') throw new CliError('cli/interrupted', { by: ended });
    if (keep) {
      reporter.say();
      reporter.say('  It keeps running until Ctrl-C.');
      await interruption.first;
    }
  } finally {
    await stop();
  }
  reporter.say(
    colours.faint(
      '  What the demo started is stopped again; `npm start` keeps it running, `npm run demo -- --keep` this.',
    ),
  );
  reporter.say();
  return 0;
}
