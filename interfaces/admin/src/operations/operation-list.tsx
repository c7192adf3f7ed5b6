import { Amount, Time } from '@istsi/ui';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Operation } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from './operation-link.tsx';
import { StateBadge } from './state-badge.tsx';

const { operations: say } = messages;
/** Until a row was seen. */
const ROW_PX = 44;
const AROUND = 12;

export interface OperationListProps {
  operations: readonly Operation[];
  hasMore: boolean;
  isLoading: boolean;
  /** The end is near. */
  onEnd: () => void;
}

/** As many rows are in the page as are seen, however long the list. */
export function OperationList({ operations, hasMore, isLoading, onEnd }: OperationListProps) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((place.current?.getBoundingClientRect().top ?? 0) + scrollY), []);
  const virtual = useWindowVirtualizer({
    count: operations.length,
    estimateSize: () => ROW_PX,
    overscan: AROUND,
    scrollMargin: top,
    getItemKey: (index) => operations[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoading && last >= operations.length - AROUND) onEnd();
  }, [last, hasMore, isLoading, operations.length, onEnd]);
  if (operations.length === 0) return <p className="empty">{say.nothing}</p>;
  const above = (items[0]?.start ?? top) - top;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  return (
    <div className="card list" ref={place}>
      <table aria-rowcount={hasMore ? -1 : operations.length + 1}>
        <caption className="unseen">{say.title}</caption>
        <thead>
          <tr>
            {[say.operation, say.state, say.user, say.since, say.amountBtc].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Room px={above} />
          {items.map(({ key, index }) => (
            <Row key={String(key)} operation={operations[index]!} index={index} measure={virtual.measureElement} />
          ))}
          <Room px={below} />
        </tbody>
      </table>
      <p className="soft small" role="status">
        {isLoading ? say.loading : hasMore ? '' : say.allShown(operations.length)}
      </p>
    </div>
  );
}

/** As tall as the rows that nobody sees now. */
const Room = ({ px }: { px: number }) => (px > 0 ? <tr style={{ height: px }} /> : null);

interface RowProps {
  operation: Operation;
  index: number;
  /** Rows are as tall as what stands in them: on a phone two lines, with large letters more. */
  measure: (row: HTMLElement | null) => void;
}

function Row({ operation, index, measure }: RowProps) {
  const { user, updated_at, amount_sats, refusal } = operation;
  return (
    <tr aria-rowindex={index + 2} data-index={index} ref={measure}>
      <td>
        <OperationLink operation={operation} />
      </td>
      <td title={refusal?.message}>
        <StateBadge operation={operation} />
      </td>
      <td className="hash soft" title={user ?? undefined}>
        {user === null ? say.none : `${user.slice(0, 6)}…${user.slice(-4)}`}
      </td>
      <td className="soft">
        <Time at={updated_at} />
      </td>
      <td>{amount_sats === null ? say.none : <Amount sats={BigInt(amount_sats)} unit="none" />}</td>
    </tr>
  );
}
