import { adoptWithdrawal } from '../operations/withdrawals/adopt.ts';
import type { WithdrawalWorld } from '../operations/withdrawals/withdrawal-world.ts';
import { cancelPayment } from './cancel-payment.ts';
import { exportPayment, importSignatures } from './offline-signing.ts';
import { prepareWithdrawal } from './prepare-withdrawal.ts';
import { quoteWithdrawal } from './quote-withdrawal.ts';
import { createRelays } from './relay-withdrawal.ts';
import type { Services } from './services.ts';
import { submitWithdrawal } from './submit-withdrawal.ts';
import { track } from './track.ts';
import { prepareTransfer, submitTransfer } from './transfers.ts';
import { hurryWithdrawal, listPayments, listWithdrawals, showPayment, showWithdrawal } from './withdrawal-queries.ts';

export type WithdrawalServices = Pick<
  Services,
  | 'quoteWithdrawal'
  | 'prepareWithdrawal'
  | 'submitWithdrawal'
  | 'withdrawals'
  | 'withdrawal'
  | 'recheckWithdrawal'
  | 'payments'
  | 'payment'
  | 'exportPayment'
  | 'importSignatures'
  | 'cancelPayment'
  | 'prepareTransfer'
  | 'submitTransfer'
  | 'track'
>;

const NEVER = new AbortController().signal;

/** What is asked about withdrawals and payments, and done for those who ask for them. */
export function createWithdrawalServices(world: WithdrawalWorld): WithdrawalServices {
  const { contracts, epochs } = world;
  const { db } = world.database;
  const desk = { ...world, db };
  const relays = createRelays(desk);
  const find = async (id: string): ReturnType<Services['withdrawal']> => {
    const known = await showWithdrawal(db, id);
    if (known || !/^[0-9a-f]{64}$/.test(id)) return known;
    return (await adoptWithdrawal({ db, contracts }, id)) ? await showWithdrawal(db, id) : undefined;
  };
  return {
    quoteWithdrawal: (order) => quoteWithdrawal(desk, order),
    prepareWithdrawal: (order) => prepareWithdrawal(desk, order),
    submitWithdrawal: (envelope, signal = NEVER) => submitWithdrawal({ ...desk, relays }, envelope, find, signal),
    withdrawals: (query) => listWithdrawals(db, query),
    withdrawal: find,
    async recheckWithdrawal(id) {
      await hurryWithdrawal(db, id);
      return await find(id);
    },
    payments: (query) => listPayments(db, query),
    payment: (txid) => showPayment(db, txid),
    exportPayment: (txid) => exportPayment({ db, epochs }, txid),
    importSignatures: (txid, psbt) => importSignatures({ db, epochs }, txid, psbt),
    cancelPayment: (txid) => cancelPayment(world, txid),
    prepareTransfer: (order) => prepareTransfer(desk, order),
    submitTransfer: (envelope, signal = NEVER) => submitTransfer({ ...desk, relays }, envelope, signal),
    track: (id) => track(db, id, find),
  };
}
