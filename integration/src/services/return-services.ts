import type { SystemContracts } from '@istsi/contracts';
import type { Submitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { scValToNative } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { explainReturn } from '../governance/return-refusals.ts';
import { signedCall } from '../governance/signed-call.ts';
import { formatOutpoint, isSettledState, type Outpoint } from '../operations/deposits/deposit.ts';
import { loadDeposit } from '../operations/deposits/deposit-store.ts';
import { appendEvent } from '../operations/operation-store.ts';
import { fromHex, hex } from '../operations/payments/chain-records.ts';
import { wakeNow } from '../operations/wake.ts';
import { adoptWithdrawal } from '../operations/withdrawals/adopt.ts';
import type { WithdrawalWorld } from '../operations/withdrawals/withdrawal-world.ts';
import { findView } from './deposit-queries.ts';
import { ServiceError } from './errors.ts';
import { prepareReturn } from './prepare-return.ts';
import type { WithdrawalDesk } from './quote-withdrawal.ts';
import { createRelays, type Relays } from './relay-withdrawal.ts';
import type { SubmitReturnOutcome } from './return-requests.ts';
import type { Services } from './services.ts';
import { readCallEnvelope, unrecorded } from './submit-withdrawal.ts';

export type ReturnServices = Pick<Services, 'requestReturn' | 'holdReturn' | 'prepareReturn' | 'submitReturn'>;

const NEVER = new AbortController().signal;

/** What is asked about deposits that may not become tokens, and done about them. */
export function createReturnServices(world: WithdrawalWorld, complianceOfficer: Keypair | undefined): ReturnServices {
  const { db } = world.database;
  const desk = { ...world, db };
  const relays = createRelays(desk);
  return {
    requestReturn: (outpoint) => requestReturn(db, outpoint),
    holdReturn: (outpoint, held) => holdReturn({ ...world, db, complianceOfficer }, outpoint, held),
    prepareReturn: (order) => prepareReturn(desk, order),
    submitReturn: (envelope, signal = NEVER) => submitReturn({ ...desk, relays }, envelope, signal),
  };
}

async function requestReturn(db: Kysely<Schema>, outpoint: Outpoint): ReturnType<Services['requestReturn']> {
  const key = formatOutpoint(outpoint);
  const deposit = await loadDeposit(db, key);
  if (!deposit) return undefined;
  if (deposit.owedBack) return await findView(db, key);
  if (isSettledState(deposit.state))
    throw new ServiceError('services/not-returnable', { outpoint: key, reason: `it is ${deposit.state}` });
  await db.transaction().execute(async (trx) => {
    const asked = await trx
      .updateTable('istsi.deposits')
      .set({ return_asked_at: new Date() })
      .where('outpoint', '=', key)
      .where('return_asked_at', 'is', null)
      .returning('state')
      .executeTakeFirst();
    if (asked) await appendEvent(trx, key, asked.state, { return_asked: 'by a compliance officer' });
    await wakeNow(trx, 'deposit', key);
  });
  return await findView(db, key);
}

interface Officer {
  db: Kysely<Schema>;
  contracts: SystemContracts;
  submitter: Submitter;
  complianceOfficer: Keypair | undefined;
}

async function holdReturn(
  { db, contracts, submitter, complianceOfficer }: Officer,
  outpoint: Outpoint,
  held: boolean,
): ReturnType<Services['holdReturn']> {
  const key = formatOutpoint(outpoint);
  if (!(await loadDeposit(db, key))) return undefined;
  if (!complianceOfficer) {
    const instead = `an officer does it with \`istsi deposits ${held ? 'hold' : 'release'} ${key} --key <file>\`, or in the dashboard`;
    throw new ServiceError('services/signed-elsewhere', { what: 'What is held', instead });
  }
  const args = { officer: complianceOfficer.publicKey(), tx_hash: fromHex(outpoint.txid), vout: outpoint.vout, held };
  const invoke = contracts.reserve.invocation('hold_return', args);
  await explainReturn(key, signedCall(submitter, complianceOfficer, 'hold_return', invoke));
  // The event says the same a moment later.
  await db.updateTable('istsi.deposits').set({ return_held: held }).where('outpoint', '=', key).execute();
  return await findView(db, key);
}

/** Sends on what the owner signed, once, however often it is asked to. */
async function submitReturn(
  desk: WithdrawalDesk & { relays: Relays },
  envelope: string,
  signal: AbortSignal,
): Promise<SubmitReturnOutcome> {
  const { contracts, db, relays } = desk;
  const { contractId } = contracts.reserve;
  const read = readCallEnvelope(desk, envelope, [{ contractId, entry: 'name_return' }]);
  if (!read.ok) return { status: 'refused', refusal: read.refusal };
  const fate = await relays.relay(read.transaction, read.signed, signal);
  if (fate.status !== 'success') return unrecorded(fate);
  const id = hex(scValToNative(fate.returnValue!) as Uint8Array);
  await adoptWithdrawal({ db, contracts }, id);
  const row = await db.selectFrom('istsi.deposits').select('outpoint').where('return_id', '=', id).executeTakeFirst();
  const deposit = row && (await findView(db, row.outpoint));
  if (!deposit) throw new Error(`the chain pays ${id} back, and its deposit is not known here`);
  return { status: 'recorded', stellarTx: fate.hash, deposit };
}
