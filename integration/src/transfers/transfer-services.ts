import { expectPayment } from '../inbox/inbox-orders.ts';
import type { InboxWorld } from '../inbox/inbox-world.ts';
import type { Services } from '../services/services.ts';
import type { PrepareOutcome, SubmitWithdrawalOutcome } from '../services/withdrawal-requests.ts';
import { isSoleOwner, parseSubject } from '../web-auth/subject.ts';
import { bindTransfers } from './bind-transfers.ts';
import { TransferError } from './errors.ts';
import {
  changeTransfer,
  enterPage,
  findTransfer,
  insertTransfer,
  loadTransfer,
  type NewTransfer,
  nameWithdrawal,
  pageOf,
  selectTransfers,
  type Transfer,
  type TransferName,
  type TransferQuery,
} from './transfer-store.ts';
import { type TransferView, type ViewWorld, viewTransfer } from './transfer-view.ts';

/** What a page shows: one transaction of whoever opened it. */
export interface TransferPage extends TransferView {
  subject: string;
  /** Goes with every form of the page. */
  session: string;
  isRegistered: boolean;
}

/** Deposits and withdrawals as wallets ask for them (SEP-6, SEP-24). */
export interface TransferServices {
  /** `pageToken` opens its page once, within a minute. */
  open(wanted: NewTransfer): Promise<{ transfer: TransferView; pageToken: string }>;
  list(query: TransferQuery): Promise<TransferView[]>;
  find(subject: string, name: TransferName): Promise<TransferView | undefined>;
  /** For everybody who knows the id. */
  track(id: string): Promise<TransferView | undefined>;

  enterPage(pageToken: string): Promise<TransferPage>;
  page(session: string): Promise<TransferPage>;
  /** The customer has seen where to pay. */
  start(session: string): Promise<TransferPage>;
  /** Prepares the withdrawal, which from then on is this transaction. */
  prepare(
    session: string,
    order: { amountSats: bigint; address: string },
  ): Promise<{ page: TransferPage; outcome: PrepareOutcome }>;
  send(envelope: string, signal: AbortSignal): Promise<SubmitWithdrawalOutcome>;
}

export interface TransferWorld extends ViewWorld {
  prepareWithdrawal: Services['prepareWithdrawal'];
  submitWithdrawal: Services['submitWithdrawal'];
  /** Undefined where nothing is taken without a signed withdrawal. */
  inbox?: InboxWorld | undefined;
}

export function transferServices(world: TransferWorld): TransferServices {
  const { db, inbox } = world;
  const seen = { ...world, inboxAddress: inbox?.address };
  const view = (transfer: Transfer): Promise<TransferView> => viewTransfer(seen, transfer);
  /** It can be sent to the inbox as well, if that takes it. */
  const expect = async ({ id, subject }: Transfer, amountSats: bigint, address: string): Promise<void> => {
    const { account } = soleOwner(subject) ?? {};
    if (!inbox || account === undefined) return;
    await expectPayment(inbox, { transferId: id, account, amountSats, address });
  };
  const pageView = async (transfer: Transfer, session: string): Promise<TransferPage> => {
    const shown = await view(transfer);
    const isRegistered = (await world.depositAddress(shown.account)) !== undefined;
    return { ...shown, subject: transfer.subject, session, isRegistered };
  };
  const bind = async (subject: string): Promise<void> => {
    const { account } = soleOwner(subject) ?? {};
    if (account !== undefined) await bindTransfers(db, account);
  };
  const page = async (session: string): Promise<TransferPage> => await pageView(await pageOf(db, session), session);
  return {
    async open(wanted) {
      const { subject } = wanted;
      if (!soleOwner(subject)) throw new TransferError('transfers/shared-account', { subject });
      // What was paid before is not what is asked for now.
      await bind(subject);
      const { transfer, pageToken } = await insertTransfer(db, wanted);
      const { kind, withPage, amountSats, bitcoinAddress } = wanted;
      const isWhole = kind === 'withdrawal' && !withPage && amountSats !== undefined && bitcoinAddress !== undefined;
      if (isWhole) await expect(transfer, amountSats, bitcoinAddress);
      return { transfer: await view(transfer), pageToken };
    },
    async list(query) {
      await bind(query.subject);
      return await Promise.all((await selectTransfers(db, query)).map(view));
    },
    async find(subject, name) {
      await bind(subject);
      const found = await findTransfer(db, subject, name);
      return found && (await view(found));
    },
    async track(id) {
      const found = await loadTransfer(db, id);
      return found && (await view(found));
    },
    async enterPage(pageToken) {
      const entered = await enterPage(db, pageToken);
      if (!entered) throw new TransferError('transfers/page-over', {});
      return await pageView(entered.transfer, entered.session);
    },
    page,
    async start(session) {
      const { id, started_at } = await pageOf(db, session);
      if (started_at === null) await changeTransfer(db, id, { started_at: new Date() });
      return await page(session);
    },
    async prepare(session, { amountSats, address }) {
      const transfer = await pageOf(db, session);
      const { id, subject, kind } = transfer;
      if (kind !== 'withdrawal') throw new TransferError('transfers/page-over', {});
      const shown = await page(session);
      const isOpen = shown.status === 'incomplete' || shown.status === 'pending_user_transfer_start';
      if (!isOpen) throw new TransferError('transfers/page-over', {});
      const outcome = await world.prepareWithdrawal({ user: subject, amountSats, address });
      if (!outcome.ok) return { page: shown, outcome };
      const { withdrawalId, stellarTx } = outcome.prepared;
      await nameWithdrawal(db, id, { amountSats, address, withdrawalId, stellarTx });
      await expect(transfer, amountSats, address);
      return { page: await page(session), outcome };
    },
    send: (envelope, signal) => world.submitWithdrawal(envelope, signal),
  };
}

function soleOwner(subject: string): { account: string } | undefined {
  const parsed = parseSubject(subject);
  return parsed && isSoleOwner(parsed) ? parsed : undefined;
}
