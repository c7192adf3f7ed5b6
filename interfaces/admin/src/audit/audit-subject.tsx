import { Link } from '@tanstack/react-router';
import type { Shape } from '../api.ts';
import { shorten } from '../operations/operation-link.tsx';

/** What an entry is about, as a link that finds it. */
export function AuditSubject({ entry: { operation, correlation_id } }: { entry: Shape<'AuditEntry'> }) {
  const named = operation?.id ?? correlation_id;
  if (named === null || named === undefined) return <span className="soft">—</span>;
  return (
    <Link to="/search" search={{ q: named }} className="hash" title={named}>
      {named.length > 20 ? shorten(named) : named}
    </Link>
  );
}
