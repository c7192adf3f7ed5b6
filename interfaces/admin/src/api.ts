import {
  ApiFailure,
  answer,
  type components,
  createApiClient,
  meetSystem,
  type Network,
  type paths,
} from '@istsi/client';
import { QueryClient } from '@tanstack/react-query';
import { messages } from './messages.ts';
import { showingKeys } from './security-keys/show-key.ts';

const { shell } = messages;

/** The page and the API have one origin; the session is a cookie that no script reads. */
export const api = createApiClient();
showingKeys(api);

export type Shape<Name extends keyof components['schemas']> = components['schemas'][Name];
export type Session = Shape<'Session'>;
/** As `routes` of a session names it. */
export type Route = `${'GET' | 'POST' | 'DELETE'} ${keyof paths}`;
export type Operation = Shape<'Operation'>;
export type OperationDetail = Shape<'OperationDetail'>;
export type Governance = Shape<'Governance'>;
export type Proposal = Shape<'Proposal'>;

/** Live news hurry the next question; without any, it is asked this often. */
const ASK_EVERY_MS = 10_000;

export const queries = new QueryClient({
  defaultOptions: {
    // The API may be on this very machine: a browser that is offline can ask it all the same.
    queries: { retry: false, networkMode: 'always', staleTime: 1_000, refetchInterval: ASK_EVERY_MS },
    mutations: { networkMode: 'always' },
  },
});

export const statusQuery = {
  queryKey: ['live', 'status'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/v1/status', { signal })),
};

export const reservesQuery = {
  queryKey: ['live', 'reserves'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/v1/reserves', { signal })),
};

export const governanceQuery = {
  queryKey: ['live', 'governance'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/v1/governance', { signal })),
};

export const proofsQuery = {
  queryKey: ['live', 'proofs'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    answer(api.GET('/v1/reserves/proofs', { params: { query: { limit: 20 } }, signal })),
};

/** Which system this is, by what this browser knows: asked once, and held against what was seen before. */
export const networkQuery = {
  queryKey: ['network'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Network> =>
    meetSystem(await answer(api.GET('/v1/network', { signal }))),
  ...{ staleTime: Number.POSITIVE_INFINITY, refetchInterval: false as const },
};

export const knownNetwork = (): Promise<Network> => queries.fetchQuery(networkQuery);

/** What happened on the chains or here has changed what is shown. */
export const refreshLive = (): Promise<void> => queries.invalidateQueries({ queryKey: ['live'] });

/** Of whoever is away behind the API. */
const awayOf = ({ component }: Shape<'Problem'>): string | undefined => shell.away[component];

/** What went wrong and what to do, from the API's own words. */
export function describeFailure(error: unknown): { title: string; more: string } {
  const away = error instanceof ApiFailure && error.problem?.code === 'network-unreachable' && awayOf(error.problem);
  if (away) return { title: away, more: shell.awayMore };
  if (error instanceof ApiFailure)
    return {
      title: error.problem?.title ?? error.message,
      more: [error.problem?.detail, error.problem?.action].filter(Boolean).join(' '),
    };
  return { title: error instanceof Error ? error.message : String(error), more: '' };
}
