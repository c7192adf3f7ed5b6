import { ApiFailure, answer } from '@istsi/client';
import { api, type Shape } from '../api.ts';

export type Approvals = Shape<'Approvals'>;
export type CustomerForReview = Shape<'CustomerForReview'>;

export const approvalsQuery = {
  queryKey: ['live', 'approvals'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/v1/approvals', { signal })),
};

const NOT_FOUND = 404;

/** Customers whom one officer has looked at, where it takes two. None where this system reviews nobody itself. */
export const secondLooksQuery = {
  queryKey: ['live', 'customers', 'second'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<CustomerForReview[]> => {
    const query = { status: 'PROCESSING', limit: 100 } as const;
    try {
      const { items } = await answer(api.GET('/v1/customers', { params: { query }, signal }));
      return items.filter(({ first_look }) => first_look !== null);
    } catch (error) {
      if (error instanceof ApiFailure && error.status === NOT_FOUND) return [];
      throw error;
    }
  },
};

/** How many things the page has. */
export const countOf = ({ proposals, stop, returns, recoveries }: Approvals): number =>
  proposals.length + (stop ? 1 : 0) + returns.length + recoveries.length;
