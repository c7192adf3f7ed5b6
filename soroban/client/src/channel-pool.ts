import type { Keypair } from '@stellar/stellar-sdk';

/**
 * Accounts that lend their sequence numbers to transactions. A Stellar account's transactions run one after another, so
 * as many transactions are in flight as there are channels; the rest wait in order.
 */
export interface ChannelPool {
  use<T>(work: (channel: Keypair) => Promise<T>): Promise<T>;
}

export function createChannelPool(channels: readonly Keypair[]): ChannelPool {
  if (channels.length === 0) throw new RangeError('a submitter needs at least one channel account');
  const idle = [...channels];
  const waiting: ((channel: Keypair) => void)[] = [];

  async function acquire(): Promise<Keypair> {
    const channel = idle.shift();
    return channel ?? (await new Promise((resolve) => waiting.push(resolve)));
  }

  function release(channel: Keypair): void {
    const next = waiting.shift();
    if (next) next(channel);
    else idle.push(channel);
  }

  return {
    async use(work) {
      const channel = await acquire();
      try {
        return await work(channel);
      } finally {
        release(channel);
      }
    },
  };
}
