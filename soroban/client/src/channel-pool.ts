import type { Keypair } from '@stellar/stellar-sdk';

/** `bulk` work waits behind all `ordinary` work, and never holds every channel. */
export type Lane = 'ordinary' | 'bulk';

/**
 * Accounts that lend their sequence numbers to transactions. A Stellar account's transactions run one after another, so
 * as many transactions are in flight as there are channels; the rest wait in order, what is not bulk first.
 */
export interface ChannelPool {
  use<T>(work: (channel: Keypair) => Promise<T>, lane?: Lane): Promise<T>;
}

type Take = (channel: Keypair) => void;

/** Of two channels or more one is kept from bulk work: whatever that waits for, the next payout has a way out. */
export function createChannelPool(channels: readonly Keypair[]): ChannelPool {
  if (channels.length === 0) throw new RangeError('a submitter needs at least one channel account');
  const mostInBulk = Math.max(1, channels.length - 1);
  const idle = [...channels];
  const waiting: Record<Lane, Take[]> = { ordinary: [], bulk: [] };
  let inBulk = 0;

  /** Whoever may have a channel now gets one. */
  function assign(): void {
    for (;;) {
      const bulk = waiting.ordinary.length === 0 && inBulk < mostInBulk;
      const queue = bulk ? waiting.bulk : waiting.ordinary;
      const [take, channel] = [queue[0], idle[0]];
      if (!take || !channel) return;
      queue.shift();
      idle.shift();
      if (bulk) inBulk += 1;
      take(channel);
    }
  }

  return {
    async use(work, lane = 'ordinary') {
      const channel = await new Promise<Keypair>((take) => {
        waiting[lane].push(take);
        assign();
      });
      try {
        return await work(channel);
      } finally {
        if (lane === 'bulk') inBulk -= 1;
        idle.push(channel);
        assign();
      }
    },
  };
}
