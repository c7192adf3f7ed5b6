import { Link } from '@tanstack/react-router';
import type { Operation } from '../api.ts';
import { messages } from '../messages.ts';

const { operations: say } = messages;
const ENDS = 6;

/** `Deposit 9fd0…11aa:1` */
export function OperationLink({ operation: { id, kind } }: { operation: Pick<Operation, 'id' | 'kind'> }) {
  return (
    <Link to="/operations/$id" params={{ id }} className="operation-link">
      {say.kinds[kind]} <span className="hash">{shorten(id)}</span>
    </Link>
  );
}

/** The output's number stays: it is what tells two deposits of one transaction apart. */
export function shorten(id: string): string {
  const [hash = '', output] = id.split(':');
  return `${hash.slice(0, ENDS)}…${hash.slice(-ENDS)}${output === undefined ? '' : `:${output}`}`;
}
