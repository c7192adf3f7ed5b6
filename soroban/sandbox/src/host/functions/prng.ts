import type { Prng } from '../calls/prng.ts';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../values/error.ts';
import { u32Val } from '../values/value.ts';

type RandomHost = Metered & { readonly prng: Prng; reseed(seed: Uint8Array): void };

const SEED_BYTES = 32;
/** A draw of eight bytes is charged twice: it may have to be repeated. */
const BYTES_PER_DRAW = 16;

export const prng: HostModule<'p', RandomHost> = {
  prng_reseed(host, seed) {
    host.budget.copy(SEED_BYTES);
    if (seed.length !== SEED_BYTES) {
      const args = [u32Val(seed.length)];
      throw new HostError('Value', 'UnexpectedSize', 'Unexpected size of BytesObject in prng_reseed', args);
    }
    host.reseed(seed);
  },
  prng_bytes_new(host, length) {
    const generator = host.prng;
    host.budget.collect(length, 1);
    host.budget.spend(COST.ChaCha20DrawBytes, length);
    return generator.bytes(length);
  },
  prng_u64_in_inclusive_range(host, low, high) {
    const generator = host.prng;
    if (low <= high) host.budget.spend(COST.ChaCha20DrawBytes, BYTES_PER_DRAW);
    return generator.inRange(low, high);
  },
  prng_vec_shuffle(host, items) {
    const generator = host.prng;
    host.budget.collect(items.length, VAL_BYTES);
    host.budget.spend(COST.ChaCha20DrawBytes, BYTES_PER_DRAW * items.length);
    host.budget.copy(items.length);
    return generator.shuffle(items);
  },
};
