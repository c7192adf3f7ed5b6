import type { Outpoint } from '../src/index.ts';
import type { World } from '../test/world.ts';

/** Many outputs a transaction, as an exchange pays. */
export async function payMany(
  world: World,
  addresses: readonly string[],
  { outputs, sats }: { outputs: number; sats: bigint },
): Promise<Outpoint[]> {
  const paid: Outpoint[] = [];
  while (paid.length < outputs) {
    const some = addresses.slice(0, outputs - paid.length);
    paid.push(...(await world.bitcoin.pay(...some.map((address): [string, bigint] => [address, sats]))));
  }
  return paid;
}
