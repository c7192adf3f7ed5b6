import { COST } from '../costs.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';
import { u32Val } from '../value.ts';

const SEED_BYTES = 32;

export const prng: HostModule<'p'> = {
  prng_reseed(host, seed) {
    if (seed.length !== SEED_BYTES) {
      const args = [u32Val(seed.length)];
      throw new HostError('Value', 'UnexpectedSize', 'Unexpected size of BytesObject in prng_reseed', args);
    }
    host.reseed(seed);
  },
  prng_bytes_new(host, length) {
    host.budget.allocate(length);
    host.budget.spend(COST.ChaCha20DrawBytes, length);
    return host.prng.bytes(length);
  },
  prng_u64_in_inclusive_range(host, low, high) {
    host.budget.spend(COST.ChaCha20DrawBytes, 16);
    return host.prng.inRange(low, high);
  },
  prng_vec_shuffle(host, items) {
    host.budget.spend(COST.ChaCha20DrawBytes, 16 * items.length);
    return host.prng.shuffle(items);
  },
};
