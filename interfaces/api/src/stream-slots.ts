import { ApiError } from './problems.ts';

const MOST_STREAMS = 500;
const MOST_PER_ADDRESS = 20;

/** Open streams by client address: each costs memory here, and a look at the database now and then. */
export interface StreamSlots {
  /** Answers how to give it back; refuses one too many. */
  take(address: string): () => void;
}

export function createStreamSlots(): StreamSlots {
  const open = new Map<string, number>();
  let all = 0;
  return {
    take(address) {
      const own = open.get(address) ?? 0;
      if (own >= MOST_PER_ADDRESS || all >= MOST_STREAMS)
        throw new ApiError('too-many-streams', `${own} streams of yours are open, ${all} in all.`);
      open.set(address, own + 1);
      all++;
      return () => {
        all--;
        const left = (open.get(address) ?? 1) - 1;
        if (left > 0) open.set(address, left);
        else open.delete(address);
      };
    },
  };
}
