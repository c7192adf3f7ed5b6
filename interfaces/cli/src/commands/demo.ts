import type { Command, Context } from '../context.ts';
import { runDeposit } from '../demo/run-deposit.ts';
import { CliError } from '../errors.ts';
import { listenForInterruption } from '../interruption.ts';
import { findRunning } from '../system/find-running.ts';
import { startSystem } from '../system/start-system.ts';

/** `istsi demo`: one Bitcoin deposit from a new user to minted iSTSi, on a system that runs or on its own. */
export function demo(options: { amount: bigint }): Command {
  return async (context) => {
    const { reporter, colours } = context;
    reporter.say();
    reporter.say(`  ${colours.strong('A Bitcoin deposit becomes iSTSi')}`);
    reporter.say();
    const found = findRunning(context.configuration.dataDirectory);
    if (!found) return demoOnOwnSystem(context, options.amount);
    reporter.say(colours.faint(`    on the system that runs at ${found.endpoints.apiUrl}`));
    await runDeposit(context, found, options.amount);
    return 0;
  };
}

async function demoOnOwnSystem(context: Context, amountSats: bigint): Promise<number> {
  const { reporter, colours } = context;
  const system = await startSystem(context);
  const interruption = listenForInterruption(() => {
    system.kill();
    process.exit(130);
  });
  const work = system.running.then(async (running) => {
    reporter.say();
    await runDeposit(context, running, amountSats);
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
  } finally {
    await stop();
  }
  reporter.say(colours.faint('  What the demo started is stopped again; `npm start` keeps it running.'));
  reporter.say();
  return 0;
}
