import { answer } from '@istsi/client';
import { api, type Shape } from '../api.ts';

export type Approvals = Shape<'Approvals'>;

export const approvalsQuery = {
  queryKey: ['live', 'approvals'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/v1/approvals', { signal })),
};

/** How many things the page has. */
export const countOf = ({ proposals, stop, returns, recoveries, registrations }: Approvals): number =>
  proposals.length + (stop ? 1 : 0) + returns.length + recoveries.length + registrations.length;
