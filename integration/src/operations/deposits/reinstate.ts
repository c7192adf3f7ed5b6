import { outpointKey } from '@istsi/bitcoin-custody';
import { blockArgs } from '@istsi/contracts';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { SubmitOutcome } from '@istsi/soroban-client';
import { tipBlock } from '../../bitcoin/watcher-store.ts';
import { submitAttested } from '../attested-call.ts';
import { fromHex } from '../payments/chain-records.ts';
import { refusalOfContracts, refusalOfSigners } from '../refusal.ts';
import { loadPendingSubmission, settleSubmission, storeSubmission } from '../submission-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
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
  const { database, contracts, submitter, log } = world;
  const { db } = database;
  const outpoint = outpointKey(output);
  const pending = await loadPendingSubmission(db, outpoint);
  if (pending) return await conclude(world, outpoint, await submitter.settle(pending));
  const asked = { tx_hash: fromHex(output.txid), vout: output.vout, confirmations, ...blockArgs(block) };
  const quorum = await submitAttested(world, {
    invoke: (attestors) => contracts.reserve.invocation('reinstate_output', { attestors, ...asked }),
    beforeSend: async (signed) =>
      await db.transaction().execute(async (trx) => await storeSubmission(trx, outpoint, PURPOSE, signed)),
  });
  if (quorum.ok) return await conclude(world, outpoint, quorum.value);
  const refusal = refusalOfSigners(quorum.failures, quorum.threshold);
  log('warn', 'custodians do not count an output again yet', { outpoint, ...refusal });
}

/** Whatever did not work is tried again at the next block. */
async function conclude({ database: { db }, log }: WithdrawalWorld, outpoint: string, outcome: SubmitOutcome) {
  if ('failure' in outcome) {
    log('warn', 'the reserve does not count an output again', { outpoint, ...refusalOfContracts(outcome.failure) });
  }
  if (!('hash' in outcome)) return;
  await db.transaction().execute(async (trx) => {
    await settleSubmission(trx, outcome);
    if (outcome.status === 'success') await noteReinstated(trx, outpoint, { stellar_tx: outcome.hash });
  });
  if (outcome.status === 'success') log('info', 'an output counts again', { outpoint, stellar_tx: outcome.hash });
}
