import { noNatsServer } from '../../integration/test/nats-server.ts';
import { type Expected, everythingArrived, type Pick, reached, type Scenario, unnoticed } from './scenario.ts';
import type { Gates } from './stress-world.ts';

/** Something that the services reach, and what is to be while it is not reached. */
interface Dependency {
  name: string;
  /** It speaks HTTP, and may say that too much was asked of it (429). */
  isHttp?: true;
  gates: Pick;
  gone: Expected;
}

const one =
  (name: Exclude<keyof Gates, 'signers' | 'nats'>): Pick =>
  (gates: Gates) => [gates[name]];
const nats: Pick = (gates) => (gates.nats ? [gates.nats] : []);
const waits = (part: string, alarm: string): Expected => ({ parts: [part], alarms: [alarm], meanwhile: 'waits' });
const goesOn = (part: string, alarm: string): Expected => ({ parts: [part], alarms: [alarm], meanwhile: 'goes on' });

const POSTGRES = 'PostgreSQL';
const MAIL = 'the mail server';

const dependencies: readonly Dependency[] = [
  // Where nothing can be written no alarm is kept: that is what the dead man's switch is for.
  { name: POSTGRES, gates: one('database'), gone: { parts: ['database'], alarms: [], meanwhile: 'waits' } },
  { name: 'the Stellar RPC', isHttp: true, gates: one('stellar'), gone: waits('stellar', 'part-down') },
  {
    name: 'the second Stellar RPC',
    isHttp: true,
    gates: one('stellar-second'),
    gone: waits('stellar-second', 'second-view-down'),
  },
  { name: 'the Bitcoin node', isHttp: true, gates: one('bitcoin'), gone: waits('bitcoin', 'part-down') },
  {
    name: 'the second Bitcoin node',
    isHttp: true,
    gates: one('bitcoin-second'),
    gone: waits('bitcoin-second', 'second-view-down'),
  },
  {
    name: 'one signer of three',
    gates: ({ signers }) => signers.slice(0, 1),
    gone: goesOn('signer-1', 'signer-missing'),
  },
  { name: 'the guardian', gates: one('guardian'), gone: goesOn('guardian', 'guardian-unwell') },
  {
    name: 'the webhook receiver',
    gates: one('webhook'),
    gone: { ...goesOn('webhooks', 'webhooks-failing'), after: everythingArrived },
  },
  // Nobody is told anything while all is well: that nobody could be told shows with the next alarm.
  { name: MAIL, gates: one('mail'), gone: unnoticed },
  ...(noNatsServer === undefined
    ? [{ name: 'NATS', gates: nats, gone: { ...goesOn('nats', 'nats-behind'), after: everythingArrived } }]
    : []),
];

const alone = ({ name, isHttp, gates, gone }: Dependency): Scenario[] => [
  reached(name, 'refused', gates, gone),
  reached(name, 'half-open', gates, gone),
  reached(name, 'vanished', gates, gone),
  ...(isHttp ? [reached(name, 'limited', gates, gone)] : []),
  reached(name, 'slow', gates, unnoticed),
];

/** Each dependency by itself. */
export const dependencyScenarios: readonly Scenario[] = dependencies.flatMap(alone);

/** Each with each other. */
export const pairScenarios: readonly Scenario[] = dependencies.flatMap((first, i) =>
  dependencies
    .slice(i + 1)
    .map((second) =>
      reached(
        `${first.name} and ${second.name}`,
        'refused',
        (gates) => [...first.gates(gates), ...second.gates(gates)],
        both(first, second),
      ),
    ),
);

function both(first: Dependency, second: Dependency): Expected {
  const after = first.gone.after ?? second.gone.after;
  const meanwhile = [first, second].some(({ gone }) => gone.meanwhile === 'waits') ? 'waits' : 'goes on';
  const isUnwritten = first.name === POSTGRES;
  const alarms = [...first.gone.alarms, ...second.gone.alarms];
  const isUntold = [first.name, second.name].includes(MAIL) && alarms.length > 0;
  return {
    meanwhile,
    parts: isUnwritten ? ['database'] : [...first.gone.parts, ...second.gone.parts],
    alarms: isUnwritten ? [] : [...new Set(alarms), ...(isUntold ? ['alerts-undelivered'] : [])],
    ...(after && { after }),
  };
}
