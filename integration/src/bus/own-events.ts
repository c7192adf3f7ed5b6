import { eventType } from './envelope.ts';

const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const sats = { type: 'string', pattern: '^\\d+$', description: 'Satoshis' };
const count = { type: 'integer', minimum: 0 };

function objectOf(properties: Record<string, object>) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const;
}

const output = { txid: hash, vout: { ...count, maximum: 4_294_967_295 }, block_height: count, block_hash: hash };
const received = {
  ...output,
  amount: sats,
  branch: { enum: ['deposit', 'change'], description: 'Of the custody: addresses of users, or its own' },
  address_index: count,
  epoch: { ...count, description: 'Of the custody' },
};

export const bitcoinEvents = {
  received: eventType('bitcoin', 'OutputReceived'),
  orphaned: eventType('bitcoin', 'OutputOrphaned'),
  spent: eventType('bitcoin', 'OutputSpent'),
  unspent: eventType('bitcoin', 'OutputUnspent'),
};

export const GAP_NOTICED = eventType('bus', 'GapNoticed');
/** Sent to a webhook when an operator asks for it, and in no order. */
export const WEBHOOK_TEST = eventType('bus', 'WebhookTest');

/** What no contract tells: Bitcoin's facts, and what the bus says of itself. */
export const ownEvents = [
  {
    type: bitcoinEvents.received,
    description: 'A block of the chain has an output that pays the custody.',
    schema: objectOf(received),
  },
  {
    type: bitcoinEvents.orphaned,
    description: 'The block with the output left the chain.',
    schema: objectOf(received),
  },
  {
    type: bitcoinEvents.spent,
    description: 'A block of the chain spends an output of the custody.',
    schema: objectOf({ ...output, spent_by: hash }),
  },
  {
    type: bitcoinEvents.unspent,
    description: 'The block that spent the output left the chain.',
    schema: objectOf(output),
  },
  {
    type: GAP_NOTICED,
    description:
      'The RPC no longer kept events of these ledgers when they were read: what happened in them, the ledger state says.',
    schema: objectOf({ from_ledger: count, through_ledger: count }),
  },
  {
    type: WEBHOOK_TEST,
    description: 'A test of a webhook.',
    schema: objectOf({ webhook: { type: 'string' } }),
  },
];
