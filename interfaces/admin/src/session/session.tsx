import { ApiFailure, answer } from '@istsi/client';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, queries, type Route, type Session } from '../api.ts';

const UNAUTHENTICATED = 401;
const ROLE_LOST = 403;

export const sessionQuery = {
  queryKey: ['session'],
  /** Null while nobody is signed in. */
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Session | null> => {
    try {
      return await answer(api.GET('/v1/sessions/current', { signal }));
    } catch (error) {
      const isOut = error instanceof ApiFailure && [UNAUTHENTICATED, ROLE_LOST].includes(error.status ?? 0);
      if (isOut) return null;
      throw error;
    }
  },
};

export const useSessionQuery = () => useQuery(sessionQuery);

export const SignedIn = createContext<Session | null>(null);

/** Who is signed in; pages are drawn below nobody else. */
export function useSession(): Session {
  const session = useContext(SignedIn);
  if (!session) throw new Error('this page is only drawn for who is signed in');
  return session;
}

/** Whether the router lets them sign such an act: what it does not, is not drawn. */
export const useMay = (act: Session['acts'][number]): boolean => useSession().acts.includes(act);

/** Whether the API lets them in there: what it does not open to them, is not drawn either. */
export const useOpens = (route: Route): boolean => useSession().routes.includes(route);

export async function signOut(): Promise<void> {
  await answer(api.DELETE('/v1/sessions/current'));
  queries.clear();
  await queries.invalidateQueries(sessionQuery);
}
