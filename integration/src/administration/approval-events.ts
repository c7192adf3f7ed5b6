import { eventType } from '../bus/envelope.ts';

const ofRouter = (name: string): string => eventType('integration-router', name);
/** What one person begins, by the events that say so. */
export const began = {
  stop: ofRouter('StopRequested'),
  payback: eventType('reserve-manager', 'ReturnProposed'),
  recovery: eventType('kyc-registry', 'RecoveryRequested'),
};
/** What ends that somebody asked for a stop. */
export const ended = [ofRouter('EmergencyPause'), ofRouter('SystemResumed')];
export const approvalTypes: readonly string[] = [...Object.values(began), ...ended];

/** Among millions of events these are few. */
export const approvalIndexes = [
  `create index bus_events_of_approvals on istsi.bus_events (type, seq)
    where type in (${approvalTypes.map((type) => `'${type}'`).join(', ')})`,
];
