import { type ReactNode, useCallback, useState } from 'react';

export interface Column<Row> {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the end, under each other. */
  end?: boolean;
  /** Left out where there is no room. */
  extra?: boolean;
}

export interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  empty: ReactNode;
}

export function Table<Row>({ caption, columns, rows, keyOf, empty }: TableProps<Row>) {
  const { watch, scrolls } = useScrolls();
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  // Where a row is several lines, each says what it is; the first is what the row is about.
  const nameOf = ({ head, end }: Column<Row>) => (end && typeof head === 'string' ? head : undefined);
  const look = ({ end, extra }: Column<Row>) => [end && 'end', extra && 'extra'].filter(Boolean).join(' ') || undefined;
  return (
    // Who has no pointer moves it by its arrow keys, and it is one stop more only where there is something to move.
    <div className="table" ref={watch} {...(scrolls && { tabIndex: 0, role: 'region', 'aria-label': caption })}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={look(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, place) => (
                <td key={column.id} className={look(column)} data-name={place > 0 ? nameOf(column) : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether what an element holds is wider than it is, as both change. */
function useScrolls(): { watch: (element: HTMLElement | null) => (() => void) | undefined; scrolls: boolean } {
  const [scrolls, setScrolls] = useState(false);
  const watch = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const look = () => setScrolls(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    look();
    return () => observer.disconnect();
  }, []);
  return { watch, scrolls };
}
