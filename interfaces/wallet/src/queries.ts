import { ApiFailure, answer, meetSystem } from '@istsi/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

const STATUS_MS = 4_000;
/** It says sooner than this of every part that does not answer that it does not. */
const STATUS_WITHIN_MS = 20_000;
/** The stream tells of changes at once; this is for when it is cut off. */
const FALLBACK_MS = 10_000;
const PENDING_MS = 2_000;

export const networkQuery = queryOptions({
  queryKey: ['network'],
  queryFn: async ({ signal }) => meetSystem(await answer(api.GET('/v1/network', { signal }))),
  staleTime: Number.POSITIVE_INFINITY,
});

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(STATUS_WITHIN_MS)]);
    return answer(api.GET('/v1/status', { signal: inTime }));
  },
  refetchInterval: STATUS_MS,
});

export const reservesQuery = queryOptions({
  queryKey: ['reserves'],
  queryFn: ({ signal }) => answer(api.GET('/v1/reserves', { signal })),
  refetchInterval: FALLBACK_MS,
});

/** Null for one whom the registry does not know. */
export const userQuery = (address: string) =>
  queryOptions({
    queryKey: ['mine', 'user', address],
    queryFn: ({ signal }) => orNull(answer(api.GET('/v1/users/{address}', { params: { path: { address } }, signal }))),
    refetchInterval: FALLBACK_MS,
  });

export const depositAddressQuery = (address: string) =>
  queryOptions({
    queryKey: ['deposit-address', address],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/users/{address}/deposit-address', { params: { path: { address } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const depositsQuery = (address: string) =>
  queryOptions({
    queryKey: ['mine', 'deposits', address],
    queryFn: ({ signal }) => answer(api.GET('/v1/users/{address}/deposits', { params: { path: { address } }, signal })),
    refetchInterval: FALLBACK_MS,
  });

/** What is announced and in no block yet: nothing tells of it, so that it is asked for often. */
export const pendingQuery = (address: string) =>
  queryOptions({
    queryKey: ['mine', 'pending', address],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/users/{address}/deposits/pending', { params: { path: { address } }, signal })),
    refetchInterval: PENDING_MS,
  });

export const withdrawalsQuery = (address: string) =>
  queryOptions({
    queryKey: ['mine', 'withdrawals', address],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/users/{address}/withdrawals', { params: { path: { address } }, signal })),
    refetchInterval: FALLBACK_MS,
  });

/** Null where governance has opened none. */
export const exchangeQuery = (user: string) =>
  queryOptions({
    queryKey: ['mine', 'exchange', user],
    queryFn: ({ signal }) => orNull(answer(api.GET('/v1/exchange', { params: { query: { user } }, signal }))),
    refetchInterval: FALLBACK_MS,
  });

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null;
    throw error;
  }
}
