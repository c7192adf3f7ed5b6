import { answer } from '@istsi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api.ts';
import { networkQuery } from '../queries.ts';

const EVERY_MS = 3_000;

/** On a network of this machine nobody mines: while something waits for blocks and somebody watches, this page has them mined. */
export function useLocalMiner(isWaiting: boolean): void {
  const { data: network } = useQuery(networkQuery);
  const queries = useQueryClient();
  const mines = isWaiting && network?.local === true;
  useEffect(() => {
    if (!mines) return;
    const timer = setInterval(async () => {
      // A block that was not mined now is mined the next time.
      await answer(api.POST('/v1/local/blocks', { body: {} })).catch(() => undefined);
      await queries.invalidateQueries({ queryKey: ['mine'] });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [mines, queries]);
}
