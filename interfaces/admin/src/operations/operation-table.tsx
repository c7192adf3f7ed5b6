import { Amount, type Column, Table, Time } from '@istsi/ui';
import type { Operation } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from './operation-link.tsx';
import { StateBadge } from './state-badge.tsx';

const { operations: say } = messages;

const columns: readonly Column<Operation>[] = [
  { id: 'operation', head: say.operation, cell: (operation) => <OperationLink operation={operation} /> },
  { id: 'state', head: say.state, cell: (operation) => <StateBadge operation={operation} /> },
  { id: 'since', head: say.since, extra: true, cell: ({ updated_at }) => <Time at={updated_at} /> },
  {
    id: 'amount',
    head: say.amount,
    end: true,
    cell: ({ amount_sats }) => (amount_sats === null ? say.none : <Amount sats={BigInt(amount_sats)} unit="none" />),
  },
];

/** A few operations; the page of all of them has a list of its own. */
export function OperationTable({
  caption,
  operations,
  empty,
}: {
  caption: string;
  operations: readonly Operation[];
  empty: string;
}) {
  return <Table caption={caption} columns={columns} rows={operations} keyOf={({ id }) => id} empty={empty} />;
}
