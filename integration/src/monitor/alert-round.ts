import type { Log } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { AlertChannel } from './alert-channels.ts';
import { enqueueNotices } from './alert-messages.ts';
import { applyTransitions, loadOpen, loadRules, loadTold } from './alert-store.ts';
import { evaluateAlerts, type Transition } from './evaluate-alerts.ts';
import type { Observation } from './observe.ts';

/**
 * Judges one observation by the rules, and stores what follows and who is to be told of it, all of it or nothing. The
 * caller holds the monitor's lock.
 */
export async function judgeObservation(
  db: Kysely<Schema>,
  { at, samples }: Pick<Observation, 'at' | 'samples'>,
  { channels, log }: { channels: readonly AlertChannel[]; log: Log },
): Promise<void> {
  const [rules, open] = await Promise.all([loadRules(db), loadOpen(db)]);
  const transitions = evaluateAlerts(rules, samples, open, at);
  await db.transaction().execute(async (trx) => {
    await applyTransitions(trx, transitions, at);
    await enqueueNotices(trx, { channels, rules, alerts: await loadTold(trx, at) }, at);
  });
  for (const transition of transitions) tell(log, transition);
}

function tell(log: Log, transition: Transition): void {
  const { rule, subject } = transition;
  const fields = { alert: rule.alertType, severity: rule.severity, ...(subject !== '' && { subject }) };
  const isRaised = transition.do === 'fire' || (transition.do === 'open' && transition.firing);
  if (isRaised)
    log(rule.severity === 'critical' ? 'error' : 'warn', rule.title, { ...fields, value: transition.value });
  if (transition.do === 'resolve') log('info', `over: ${rule.title}`, fields);
}
