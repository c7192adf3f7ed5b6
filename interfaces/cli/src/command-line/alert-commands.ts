import { Argument, Option, type Command as Program } from 'commander';
import type { AlertQuery, RuleChange } from '../commands/alerts.ts';
import type { Command } from '../context.ts';
import { parsePageSize, parseSeconds, parseThreshold } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What is wrong, and who has heard of it. */
export function addAlertCommands(program: Program, run: Run): void {
  const alerts = program
    .command('alerts')
    .description('what is wrong now; exit code 1 while something is')
    .action(async () => {
      const { listAlerts } = await import('../commands/alerts.ts');
      await run(listAlerts({ state: 'firing', limit: 50 }));
    });
  alerts
    .command('list')
    .addOption(new Option('--state <state>', 'of this state only').choices(['firing', 'resolved']))
    .addOption(new Option('--severity <severity>', 'this loud only').choices(['critical', 'warning', 'informational']))
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('what is and was wrong')
    .action(async (options: AlertQuery) => {
      const { listAlerts } = await import('../commands/alerts.ts');
      await run(listAlerts(options));
    });
  alerts
    .command('show')
    .argument('<id>', 'alert')
    .description('one of them, and where it is written what to do')
    .action(async (id: string) => {
      const { showAlert } = await import('../commands/alerts.ts');
      await run(showAlert(id));
    });
  alerts
    .command('ack')
    .argument('<id>', 'alert')
    .requiredOption('--by <name>', 'who takes care of it')
    .description('somebody takes care of it: nobody else is called')
    .action(async (id: string, options: { by: string }) => {
      const { acknowledgeAlert } = await import('../commands/alerts.ts');
      await run(acknowledgeAlert(id, options));
    });
  alerts
    .command('assign')
    .argument('<id>', 'alert')
    .requiredOption('--to <name>', 'who is to take care of it: an account or a name')
    .requiredOption('--by <name>', 'who asks')
    .description('somebody is asked to take care of it; until they say so, nobody does')
    .action(async (id: string, options: { to: string; by: string }) => {
      const { assignAlert } = await import('../commands/alerts.ts');
      await run(assignAlert(id, options));
    });
  alerts
    .command('silence')
    .argument('<id>', 'alert')
    .requiredOption('--by <name>', 'who decides it')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--until <time>', 'end, such as 2030-01-31T12:00:00Z; at most 30 days from now')
    .option('--whole-type', 'every alert of its type, and not only about this subject')
    .description('nobody is told of it until an end')
    .action(async (id: string, options: { by: string; reason: string; until: string; wholeType?: true }) => {
      const { silenceAlert } = await import('../commands/alerts.ts');
      await run(silenceAlert(id, options));
    });
  alerts
    .command('rules')
    .description('what raises an alert')
    .action(async () => {
      const { listRules } = await import('../commands/alerts.ts');
      await run(listRules());
    });
  alerts
    .command('change')
    .argument('<type>', 'of alert, as `rules` lists them')
    .option('--threshold <number>', 'where it begins', parseThreshold)
    .option('--for <seconds>', 'how long it has to last first', parseSeconds)
    .option('--enable', 'raise it')
    .option('--no-enable', 'raise it no more')
    .option('--to <channel...>', 'who is told: names of `channels`')
    .description('change what raises an alert; what is not named stays')
    .action(async (type: string, options: RuleChange) => {
      const { changeRule } = await import('../commands/alerts.ts');
      await run(changeRule(type, options));
    });
  alerts
    .command('channels')
    .description('where people are told, and what was taken there last')
    .action(async () => {
      const { listChannels } = await import('../commands/alerts.ts');
      await run(listChannels());
    });
  alerts
    .command('export')
    .addArgument(new Argument('<program>', 'who reads it').choices(['prometheus', 'alertmanager', 'grafana']))
    .description('the rules, the mail channels, or a dashboard, as a file for a monitoring of your own')
    .action(async (program: 'prometheus' | 'alertmanager' | 'grafana') => {
      const { exportAlerts } = await import('../commands/alerts.ts');
      await run(exportAlerts(program));
    });
}
