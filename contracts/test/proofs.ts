import { createHash } from 'node:crypto';
import type { Person } from './people.ts';
import type { World } from './world.ts';

export interface Proof {
  bitcoin_height: number;
  epoch: number;
  owed_btc: bigint;
  reserve_ratio: bigint;
  total_btc: bigint;
  total_istsi: bigint;
  utxo_commitment: Uint8Array;
  utxo_count: number;
}

export const generateProof = (world: World): Promise<Proof> =>
  world.read('reserve-manager', 'generate_proof_of_reserves');

export async function publishProof(
  world: World,
  bitcoin_height: number,
  seen: { total_btc: bigint; utxo_commitment: Uint8Array },
  attestors: Person[] = ['custodian1', 'custodian2'],
): Promise<void> {
  const args = {
    attestors: attestors.map(world.address),
    bitcoin_height,
    bitcoin_block: createHash('sha256').update(`block ${bitcoin_height}`).digest(),
    total_btc: seen.total_btc,
    utxo_commitment: Buffer.from(seen.utxo_commitment),
  };
  await world.invoke('reserve-manager', 'publish_proof', args, { by: 'operator', signers: attestors });
}
