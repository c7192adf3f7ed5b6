import type { AlertChannel, MailServer } from './alert-channels.ts';
import { type ChannelView, listChannels } from './alert-messages.ts';
import type { AlertRule, Severity } from './alert-rules.ts';
import {
  type Alert,
  acknowledgeAlert,
  changeRule,
  listAlerts,
  loadAlert,
  loadRules,
  loadSilences,
  type NewSilence,
  type RuleChange,
  type Silence,
  silenceAlert,
} from './alert-store.ts';
import { type Assignment, assignAlert } from './assign-alert.ts';
import type { AuthenticationFailures } from './authentication-failures.ts';
import { MonitorError } from './errors.ts';
import { alertmanagerConfiguration } from './exports/alertmanager-configuration.ts';
import { grafanaDashboard } from './exports/grafana-dashboard.ts';
import { prometheusRules } from './exports/prometheus-rules.ts';
import { gatherIncident, hashesOf } from './gather-incident.ts';
import type { IncidentReport } from './incident-report.ts';
import { type HistoryPoint, type HistoryQuery, listSeries, readHistory } from './metric-history.ts';
import type { MonitorWorld } from './monitor-world.ts';
import { type Observation, observe } from './observe.ts';
import { OPEN_METRICS, processMetrics, renderOpenMetrics } from './open-metrics.ts';
import { type SystemMetrics, systemMetrics } from './system-metrics.ts';
import { withinTime } from './within-time.ts';

/** What programs and people may ask of the monitor, and tell it. */
export interface MonitorServices {
  /** Everything that is measured and how every part is, a few seconds old at most. */
  observation(): Promise<Observation>;
  /** Likewise; where looking takes longer than that, the newest that was found before, if anything was. */
  observedWithin(ms: number): Promise<{ isLate: boolean; found: Observation | undefined }>;
  systemMetrics(): Promise<SystemMetrics>;
  /** For Prometheus and its like. */
  openMetrics(): Promise<{ contentType: string; text: string }>;
  history(query: HistoryQuery): Promise<{ spanSeconds: number; points: HistoryPoint[] }>;
  series(): Promise<string[]>;
  alerts(query: { state?: 'firing' | 'resolved'; severity?: Severity; limit: number }): Promise<Alert[]>;
  alert(id: string): Promise<Alert>;
  /** Its life, and what else happened while it lived. */
  incident(id: string): Promise<IncidentReport>;
  acknowledge(id: string, by: string): Promise<Alert>;
  assign(id: string, assignment: Assignment): Promise<Alert>;
  silence(id: string, silence: NewSilence): Promise<Alert>;
  silences(): Promise<Silence[]>;
  rules(): Promise<AlertRule[]>;
  changeRule(alertType: string, change: RuleChange): Promise<AlertRule>;
  /** Where people are told, and what was taken there last. */
  channels(): Promise<ChannelView[]>;
  /** What Prometheus, its Alertmanager and Grafana read, as the rules are now. */
  exportFor(program: ExportProgram): Promise<object>;
  /** Whoever checks keys tells it of those that were refused. */
  authentication: AuthenticationFailures;
}

export const exportPrograms = ['prometheus', 'alertmanager', 'grafana'] as const;
export type ExportProgram = (typeof exportPrograms)[number];

const FRESH_MS = 4_000;

export interface Monitor {
  services: MonitorServices;
  /** Looks now, whatever was found a moment ago. */
  look(): Promise<Observation>;
}

export function createMonitor(
  world: MonitorWorld,
  {
    channels: alertChannels = [],
    mail,
  }: { channels?: readonly AlertChannel[] | undefined; mail?: MailServer | undefined } = {},
): Monitor {
  const { database, contracts, authentication, now } = world;
  const { db } = database;
  let latest: { since: number; observation: Promise<Observation> } | undefined;
  let newest: Observation | undefined;
  const look = (): Promise<Observation> => {
    const observation = observe(world).then((found) => {
      newest = found;
      return found;
    });
    latest = { since: performance.now(), observation };
    return observation;
  };
  const observation = (): Promise<Observation> =>
    latest && performance.now() - latest.since < FRESH_MS ? latest.observation : look();
  // Made when somebody first asks: its timer of the event loop costs those nothing who never do.
  let process: ReturnType<typeof processMetrics> | undefined;
  const services: MonitorServices = {
    observation,
    async observedWithin(ms) {
      const isLate = await withinTime(observation(), 'a look at every part', ms).then(
        () => false,
        () => true,
      );
      return { isLate, found: newest };
    },
    systemMetrics: async () => await systemMetrics(contracts, (await observation()).samples),
    async openMetrics() {
      process ??= processMetrics();
      const { samples } = await observation();
      return { contentType: OPEN_METRICS, text: await renderOpenMetrics(samples, process) };
    },
    async history(query) {
      const found = await readHistory(db, query, now());
      const { series } = query;
      if (found.points.length === 0 && !(await listSeries(db)).includes(series))
        throw new MonitorError('monitor/unknown-series', { series });
      return found;
    },
    series: () => listSeries(db),
    alerts: (query) => listAlerts(db, query, now()),
    alert: (id) => loadAlert(db, id, now()),
    incident: (id) => gatherIncident(db, hashesOf(world), id, now()),
    acknowledge: (id, by) => acknowledgeAlert(db, id, by, now()),
    assign: (id, assignment) => assignAlert(db, id, assignment, now()),
    silence: (id, silence) => silenceAlert(db, id, silence, now()),
    silences: () => loadSilences(db, now()),
    rules: () => loadRules(db),
    async changeRule(alertType, change) {
      const unknown = change.recipients?.find((name) => !alertChannels.some((channel) => channel.name === name));
      if (unknown !== undefined) throw new MonitorError('monitor/unknown-channel', { channel: unknown });
      return await changeRule(db, alertType, change);
    },
    channels: () => listChannels(db, alertChannels),
    async exportFor(program) {
      if (program === 'grafana') return grafanaDashboard();
      const rules = await loadRules(db);
      return program === 'prometheus' ? prometheusRules(rules) : alertmanagerConfiguration(rules, alertChannels, mail);
    },
    authentication,
  };
  return { services, look };
}
