import { outpointKey, parseHeader, parseOutpoint } from '@istsi/bitcoin-custody';
import { ReserveError, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { Claim } from './claims.ts';
import { contradicted, explained, type GuardianWorld, unseen, type Verdict } from './guardian-world.ts';

/** Consensus, MAX_FUTURE_BLOCK_TIME. */
const AHEAD_SECONDS = 7_200;
const AT_ONCE = 8;

/**
 * The records in place of events that nobody keeps any more: every satoshi of the books must be an output that was found
 * on Bitcoin, of the amount that the reserve has it with.
 */
export async function judgeBooks(world: GuardianWorld, claim: Claim & { kind: 'books' }): Promise<Verdict> {
  const { contracts, coins, bitcoin } = world;
  const before = await contracts.reserve.read('generate_proof_of_reserves');
  const tip = await bitcoin.getTip();
  if (coins.tip()?.hash !== tip.hash)
    return unseen(`blocks up to ${coins.tip()?.height ?? 'none'} of ${tip.height} were searched`);
  const found = await foundOnBooks(world);
  const after = await contracts.reserve.read('generate_proof_of_reserves');
  const isSame = Buffer.compare(before.utxo_commitment, after.utxo_commitment) === 0;
  if (!isSame) return unseen('the books changed while they were compared');
  if (found === before.total_btc) return explained;
  const why = `the books hold ${before.total_btc} sats, and outputs of ${found} sats were found for them`;
  const { time } = parseHeader(await bitcoin.getRawBlock(tip.hash));
  return time > claim.at + AHEAD_SECONDS ? contradicted(why) : unseen(`${why}, up to block ${tip.height}`);
}

async function foundOnBooks({ contracts, coins }: GuardianWorld): Promise<bigint> {
  const all = coins.all();
  let total = 0n;
  for (let i = 0; i < all.length; i += AT_ONCE) {
    const counted = await Promise.all(
      all.slice(i, i + AT_ONCE).map(async (coin) => {
        const { txid, vout } = parseOutpoint(outpointKey(coin));
        const asked = { tx_hash: Buffer.from(txid, 'hex'), vout };
        const utxo = await contracts.reserve.tryRead('get_utxo', asked);
        if (!utxo.ok) {
          if (utxo.failure.contractError?.code === ReserveError.OutpointNotFound) return 0n;
          return (await contracts.reserve.read('get_utxo', asked)).amount;
        }
        const { state, amount } = utxo.value;
        const counts = state === UtxoState.Unspent || state === UtxoState.Committed;
        return counts && amount === coin.amountSats ? amount : 0n;
      }),
    );
    total += counted.reduce((sum, each) => sum + each, 0n);
  }
  return total;
}
