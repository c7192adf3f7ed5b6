import { outpointKey } from '@istsi/bitcoin-custody';
import { blockArgs } from '@istsi/contracts';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { tipBlock } from '../../bitcoin/watcher-store.ts';
import { fromHex } from '../payments/chain-records.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { attestOutput } from './attest-output.ts';
import { confirmationsOf, type Outpoint } from './deposit.ts';
import { noteReinstated } from './write-off.ts';

const PURPOSE = 'reinstate';

/** Has outputs counted again that were written off and are in the chain after all, unspent and deep enough. */
export async function reinstateFound(world: WithdrawalWorld): Promise<void> {
  const { db } = world.database;
  const tip = await tipBlock(db);
  if (!tip) return;
  const found = await db
    .selectFrom('istsi.bitcoin_credits as credit')
    .leftJoin('istsi.deposits as deposit', 'deposit.outpoint', 'credit.outpoint')
    .select(['credit.txid', 'credit.vout', 'credit.amount_sats', 'credit.height'])
    .where('credit.spent_by', 'is', null)
    // The reserve's own change is nobody's deposit: the chain says whether it counts.
    .where((where) => where.or([where('deposit.state', '=', 'written-off'), where('credit.branch', '=', 'change')]))
    .execute();
  for (const { txid, vout, amount_sats: amount, height } of found) {
    const output = { txid, vout: Number(vout) };
    if (!(await isLost(world, output))) continue;
    const confirmations = await world.contracts.reserve.read('required_confirmations', { amount });
    if (confirmationsOf({ height }, tip.height) >= confirmations) await reinstate(world, output, confirmations, tip);
  }
}

async function isLost({ contracts }: WithdrawalWorld, { txid, vout }: Outpoint): Promise<boolean> {
  const utxo = await contracts.reserve.tryRead('get_utxo', { tx_hash: fromHex(txid), vout });
  return utxo.ok && utxo.value.state === UtxoState.Lost;
}

async function reinstate(
  world: WithdrawalWorld,
  output: Outpoint,
  confirmations: number,
  block: { height: number; hash: string },
): Promise<void> {
  const { contracts, log } = world;
  const outpoint = outpointKey(output);
  const asked = { tx_hash: fromHex(output.txid), vout: output.vout, confirmations, ...blockArgs(block) };
  await attestOutput(world, {
    ...{ outpoint, purpose: PURPOSE },
    prepare: () =>
      Promise.resolve((attestors) => contracts.reserve.invocation('reinstate_output', { attestors, ...asked })),
    noteDone: async (trx, hash) => {
      await noteReinstated(trx, outpoint, { stellar_tx: hash });
      log('info', 'an output counts again', { outpoint, stellar_tx: hash });
    },
    noteRefusal: (refusal, by) => log('warn', `${by} do not count an output again yet`, { outpoint, ...refusal }),
  });
}
