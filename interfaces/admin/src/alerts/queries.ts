import { answer } from '@istsi/client';
import { api } from '../api.ts';

type Asked = 'firing' | 'resolved';

export const alertsQuery = (state?: Asked) => ({
  queryKey: ['live', 'alerts', state ?? 'all'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    answer(api.GET('/v1/alerts', { params: { query: { limit: 100, ...(state && { state }) } }, signal })),
});
