import { outpointKey } from '@istsi/bitcoin-custody';
import { blockArgs } from '@istsi/contracts';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import { tipHeight } from '../../bitcoin/watcher-store.ts';
import { fromHex } from '../payments/chain-records.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { attestOutput } from './attest-output.ts';
import { confirmationsOf } from './deposit.ts';

const PURPOSE = 'add-reserve';

/**
 * Has what was paid to the reserve's own script by somebody else counted: Bitcoin that fills a loss, or that sweeps are
 * paid from. Change of the reserve's own payments pays the same script; the reserve expects it and counts it by itself.
 */
export async function addToReserve(world: WithdrawalWorld): Promise<void> {
  const { db } = world.database;
  const tip = await tipHeight(db);
  const credits = await db
    .selectFrom('istsi.bitcoin_credits')
    .select(['txid', 'vout', 'amount_sats', 'height', 'block_hash'])
    .where('branch', '=', 'change')
    .where('spent_by', 'is', null)
    .where('amount_sats', '>', 0n)
    .execute();
  for (const { txid, vout, amount_sats, height, block_hash } of credits) {
    const gift = { txid, vout: Number(vout), amountSats: amount_sats, block: { height, hash: block_hash } };
    if (await isUnknown(world, gift)) await add(world, gift, confirmationsOf({ height }, tip));
  }
}

interface Gift {
  txid: string;
  vout: number;
  amountSats: bigint;
  block: { height: number; hash: string };
}

async function isUnknown({ contracts: { reserve } }: WithdrawalWorld, { txid, vout }: Gift): Promise<boolean> {
  const utxo = await reserve.tryRead('get_utxo', { tx_hash: fromHex(txid), vout });
  if (utxo.ok || utxo.failure.contractError?.code !== ReserveError.OutpointNotFound) return false;
  // What pays change was authorized before it was signed; an unknown output of it is none.
  return !(await reserve.tryRead('get_payment', { txid: fromHex(txid) })).ok;
}

async function add(world: WithdrawalWorld, gift: Gift, depth: number): Promise<void> {
  const { contracts, log } = world;
  const outpoint = outpointKey(gift);
  await attestOutput(world, {
    ...{ outpoint, purpose: PURPOSE },
    async prepare() {
      const asked = { amount: gift.amountSats, block_height: gift.block.height };
      const confirmations = await contracts.reserve.read('required_confirmations_at', asked);
      if (depth < confirmations) return undefined;
      const output = { tx_hash: fromHex(gift.txid), vout: gift.vout, amount: gift.amountSats, confirmations };
      return (attestors) =>
        contracts.reserve.invocation('add_reserve', { attestors, ...output, ...blockArgs(gift.block) });
    },
    noteDone: (_, hash) => Promise.resolve(log('info', 'added to the reserve', { outpoint, stellar_tx: hash })),
    noteRefusal: (refusal, by) =>
      log('warn', `${by} do not add an output to the reserve yet`, { outpoint, ...refusal }),
  });
}
