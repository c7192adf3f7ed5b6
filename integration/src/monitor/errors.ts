import { CodedError } from '@istsi/bitcoin-custody';

export type MonitorErrors = {
  'monitor/unknown-alert': { id: string };
  'monitor/unknown-rule': { alertType: string };
  'monitor/unknown-channel': { channel: string };
  'monitor/alert-over': { id: string };
  'monitor/silence-too-long': { mostDays: number };
  'monitor/unknown-series': { series: string };
};

const messages: { [C in keyof MonitorErrors]: (context: MonitorErrors[C]) => string } = {
  'monitor/unknown-alert': (c) => `there is no alert ${c.id}`,
  'monitor/unknown-rule': (c) => `there is no rule for alerts of the type ${c.alertType}`,
  'monitor/unknown-channel': (c) => `there is no channel ${c.channel} for alerts`,
  'monitor/alert-over': (c) => `the alert ${c.id} is over: there is nothing to acknowledge or to silence`,
  'monitor/silence-too-long': (c) => `a silence has an end, in the future and within ${c.mostDays} days`,
  'monitor/unknown-series': (c) => `there is no history of ${c.series}`,
};

export class MonitorError<C extends keyof MonitorErrors = keyof MonitorErrors> extends CodedError<MonitorErrors, C> {
  constructor(code: C, context: MonitorErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
