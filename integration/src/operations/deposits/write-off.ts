import { blockArgs } from '@istsi/contracts';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { Transaction } from 'kysely';
import { tipBlock, tipHeight } from '../../bitcoin/watcher-store.ts';
import type { Schema } from '../../database/schema.ts';
import { appendEvent } from '../operation-store.ts';
import { fromHex, readPayment } from '../payments/chain-records.ts';
import { forgetLack } from '../withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { attestOutput } from './attest-output.ts';
import { COUNTED_STATES, formatOutpoint, type Outpoint, type Refusal } from './deposit.ts';
import { refusalColumns } from './deposit-store.ts';
import { stateOfReturn } from './follow-return.ts';

const PURPOSE = 'write-off';

/**
 * Has outputs that Bitcoin took from the reserve for good taken off its books: minted deposits that a reorganization undid
 * and that were not mined again, and coins that somebody else spent. Custodians decide each on their own nodes.
 */
export async function writeOffLost(world: WithdrawalWorld): Promise<{ isUnanswered: boolean }> {
  let isUnanswered = false;
  for (const outpoint of await findLost(world)) {
    const isDecided = await writeOff(world, outpoint);
    isUnanswered ||= isDecided === false;
  }
  return { isUnanswered };
}

interface Lost extends Outpoint {
  why: string;
}

async function findLost({ database: { db }, policy, contracts }: WithdrawalWorld): Promise<Lost[]> {
  const through = (await tipHeight(db)) - policy.writeOffAfterBlocks;
  const undone = await db
    .selectFrom('istsi.deposits')
    .select(['txid', 'vout', 'absent_since'])
    .where('state', 'in', COUNTED_STATES)
    .where('height', 'is', null)
    .where('absent_since', '<=', through)
    .execute();
  const taken = await db
    .selectFrom('istsi.bitcoin_credits as credit')
    .leftJoin('istsi.payments as payment', 'payment.txid', 'credit.spent_by')
    .leftJoin('istsi.deposits as deposit', 'deposit.outpoint', 'credit.outpoint')
    .select(['credit.txid', 'credit.vout', 'credit.spent_by'])
    .where('credit.spent_height', '<=', through)
    .where('payment.txid', 'is', null)
    .where((where) => where.or([where('deposit.state', 'is', null), where('deposit.state', 'in', COUNTED_STATES)]))
    .execute();
  const stolen = await Promise.all(
    // What this database has not heard of yet may be authorized all the same.
    taken.map(async (row) => ((await readPayment({ reserve: contracts.reserve }, row.spent_by ?? '')) ? [] : [row])),
  );
  return [
    ...undone.map(({ txid, vout, absent_since }) => ({
      ...{ txid, vout: Number(vout) },
      why: `it is in no block since height ${absent_since}`,
    })),
    ...stolen.flat().map(({ txid, vout, spent_by }) => ({
      ...{ txid, vout: Number(vout) },
      why: `${spent_by} spends it, which the reserve did not authorize`,
    })),
  ];
}

/** False if a custodian may have an answer soon that it does not have now. */
async function writeOff(world: WithdrawalWorld, { why, ...output }: Lost): Promise<boolean | undefined> {
  const { database, contracts, log } = world;
  const { db } = database;
  const outpoint = formatOutpoint(output);
  const asked = { tx_hash: fromHex(output.txid), vout: output.vout };
  const utxo = await contracts.reserve.tryRead('get_utxo', asked);
  if (utxo.ok && utxo.value.state === UtxoState.Lost) {
    await db.transaction().execute(async (trx) => await noteLost(trx, outpoint, {}));
    return undefined;
  }
  if (!utxo.ok || utxo.value.state !== UtxoState.Unspent) return undefined;

  const { amount } = utxo.value;
  const failures = await attestOutput(world, {
    ...{ outpoint, purpose: PURPOSE },
    async prepare() {
      log('error', 'an output of the reserve is lost', { outpoint, amountSats: amount, why });
      const block = await tipBlock(db);
      if (!block) return undefined;
      return (attestors) =>
        contracts.reserve.invocation('write_off_output', { attestors, ...asked, ...blockArgs(block) });
    },
    noteSent: async (trx, hash) => await appendEvent(trx, outpoint, 'lost', { why, stellar_tx: hash }),
    noteDone: async (trx, hash) => await noteLost(trx, outpoint, { stellar_tx: hash }),
    noteRefusal: async (refusal) => await holdUp(world, outpoint, refusal),
  });
  if (failures.length === 0) return undefined;
  // Some are still reading blocks, or have no node now: they are asked again without waiting for the next block.
  return !failures.some(({ code }) => code === 'attestation/unavailable' || code === 'attestation/behind');
}

/** The deposit's row says why it is on the books still, and its timeline once. */
async function holdUp({ database: { db }, log }: WithdrawalWorld, outpoint: string, refusal: Refusal): Promise<void> {
  log('warn', 'an output that is lost is not written off yet', { outpoint, ...refusal });
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('istsi.deposits')
      .select(['state', 'refusal_code', 'refusal_message'])
      .where('outpoint', '=', outpoint)
      .forUpdate()
      .executeTakeFirst();
    if (!row || (row.refusal_code === refusal.code && row.refusal_message === refusal.message)) return;
    await trx
      .updateTable('istsi.deposits')
      .set({ ...refusalColumns(refusal), updated_at: new Date() })
      .where('outpoint', '=', outpoint)
      .execute();
    if (row.refusal_code !== refusal.code) await appendEvent(trx, outpoint, row.state, { ...refusal });
  });
}

/** The reserve counts the output no longer. */
export async function noteLost(
  trx: Transaction<Schema>,
  outpoint: string,
  detail: Record<string, string>,
  at?: Date,
): Promise<void> {
  const noted = await trx
    .updateTable('istsi.deposits')
    .set({ state: 'written-off', ...refusalColumns(undefined), wake_at: null, updated_at: new Date() })
    .where('outpoint', '=', outpoint)
    .where('state', 'in', COUNTED_STATES)
    .returning('return_id')
    .executeTakeFirst();
  if (!noted) return;
  await forgetLack(trx, noted.return_id);
  await appendEvent(trx, outpoint, 'written-off', detail, at);
}

/** It is there after all, and counts again. */
export async function noteReinstated(
  trx: Transaction<Schema>,
  outpoint: string,
  detail: Record<string, string>,
  at?: Date,
): Promise<void> {
  const row = await trx
    .selectFrom('istsi.deposits')
    .select(['owed_back', 'return_id'])
    .where('outpoint', '=', outpoint)
    .where('state', '=', 'written-off')
    .forUpdate()
    .executeTakeFirst();
  if (!row) return;
  const state = row.owed_back ? await stateOfReturn(trx, row.return_id) : 'minted';
  await trx
    .updateTable('istsi.deposits')
    .set({ state, updated_at: new Date() })
    .where('outpoint', '=', outpoint)
    .execute();
  await appendEvent(trx, outpoint, state, { ...detail, why: 'it came back' }, at);
}
