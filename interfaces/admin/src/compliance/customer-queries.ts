import { ApiFailure, answer } from '@istsi/client';
import { api, type Shape } from '../api.ts';

export type CustomerForReview = Shape<'CustomerForReview'>;

const NOT_FOUND = 404;

/** Customers who wait for an officer, the longest first. None where this system reviews nobody itself. */
const waitingQuery = {
  queryKey: ['live', 'customers'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<CustomerForReview[]> => {
    const query = { status: 'PROCESSING', limit: 100 } as const;
    try {
      const { items } = await answer(api.GET('/v1/customers', { params: { query }, signal }));
      // Who is accepted awaits a signature alone: that is among the approvals.
      return items.filter(({ awaits_signature }) => awaits_signature === null);
    } catch (error) {
      if (error instanceof ApiFailure && error.status === NOT_FOUND) return [];
      throw error;
    }
  },
};

/** Whom nobody has looked at. */
export const firstLooksQuery = {
  ...waitingQuery,
  select: (customers: CustomerForReview[]) => customers.filter(({ first_look }) => first_look === null),
};

/** Whom one officer has looked at, where it takes two. */
export const secondLooksQuery = {
  ...waitingQuery,
  select: (customers: CustomerForReview[]) => customers.filter(({ first_look }) => first_look !== null),
};
