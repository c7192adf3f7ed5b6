import type { CustomerView, PreparedWithdrawal, TransferPage, TransferView } from '@istsi/integration';
import { renderSVG } from 'uqr';
import { Html, html } from './html.ts';
import { facts, problemCard } from './page-layout.ts';

export interface PageContext {
  page: TransferPage;
  customer: CustomerView;
  publicUrl: string;
  /** Where the forms go. */
  action: string;
  trackingUrl: string;
  problem?: string | undefined;
  prepared?: PreparedWithdrawal | undefined;
  /** Of a signed withdrawal that was sent on. */
  sent?: string | undefined;
}

export const titleOf = ({ kind }: Pick<TransferView, 'kind'>): string =>
  kind === 'deposit' ? 'Bitcoin to iSTSi' : 'iSTSi to Bitcoin';

/** What the customer sees of a transaction they opened: what is missing, in the order in which it is needed. */
export function transferPage(context: PageContext): Html {
  const { page, problem, trackingUrl } = context;
  const what = !page.isRegistered ? identify(context) : page.kind === 'deposit' ? pay(context) : withdraw(context);
  return html`${problem === undefined ? undefined : problemCard(problem)}${what}<p><a href="${trackingUrl}">Follow this transaction</a><br><small>Account ${page.account}</small></p>`;
}

/** A form of the page; each carries the session. */
const form = ({ page, action }: PageContext, name: string, button: string, fields: Html): Html =>
  html`<form method="post" action="${action}"><input type="hidden" name="session" value="${page.session}"><input type="hidden" name="action" value="${name}">${fields}<button>${button}</button></form>`;

function identify(context: PageContext): Html {
  const { customer } = context;
  const message = customer.message === undefined ? undefined : html`<p class="card">${customer.message}</p>`;
  if (customer.status === 'PROCESSING')
    return html`<p>What you sent is being reviewed. This page, opened again from your wallet, goes on once that is done.</p>`;
  if (customer.status === 'REJECTED') return html`<p>The account cannot be identified.</p>${message}`;
  const missing = Object.entries(customer.fields).filter(([, { optional }]) => !optional);
  const documents = missing.filter(([, { type }]) => type === 'binary');
  const fields = missing.filter(([, { type }]) => type !== 'binary');
  const needed = documents.map(([name]) => name).join(', ');
  return html`<p>iSTSi are held by identified accounts only. A reviewer looks at what you send.</p>${message}${
    needed === ''
      ? undefined
      : html`<p class="card">Documents are missing, which your wallet sends (SEP-12): ${needed}.</p>`
  }${
    fields.length === 0
      ? undefined
      : form(
          context,
          'identify',
          'Send for review',
          html`${fields.map(
            ([name, { description, type }]) =>
              html`<label>${description}<input name="${name}" type="${type === 'date' ? 'date' : name === 'email_address' ? 'email' : 'text'}" required maxlength="1000"></label>`,
          )}`,
        )
  }`;
}

function pay(context: PageContext): Html {
  const { page } = context;
  const address = page.bitcoinAddress ?? '';
  const amount = page.amountInSats === null ? '' : `?amount=${btcOf(page.amountInSats)}`;
  const uri = `bitcoin:${address}${amount}`;
  const isSeen = page.status !== 'incomplete';
  return html`<p>Send bitcoin to this address. Each satoshi becomes one iSTSi in your account, once the payment is deep enough in the chain.</p><div class="card"><div class="qr">${new Html(renderSVG(uri, { border: 2 }))}</div><output>${address}</output></div>${facts(
    [
      [
        'Amount',
        page.amountInSats === null ? 'as you like' : `${page.amountInSats} sats (${btcOf(page.amountInSats)} BTC)`,
      ],
      ['Fee', 'none'],
    ],
  )}<p><a class="button" href="${uri}">Open in a Bitcoin wallet</a></p>${
    isSeen
      ? html`<p>You can close this page: the address is yours for good, and nothing waits for the page.</p>`
      : form(context, 'start', 'I know where to pay', html``)
  }`;
}

const btcOf = (sats: bigint): string => {
  const digits = String(sats).padStart(9, '0');
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
};

function withdraw(context: PageContext): Html {
  const { page, prepared, sent, publicUrl } = context;
  if (sent !== undefined)
    return html`<p>The Stellar network has the withdrawal. The bitcoin follows.</p>${facts([['Transaction', sent]])}`;
  if (prepared) return sign(context, prepared);
  const isOpen = page.status === 'incomplete' || page.status === 'pending_user_transfer_start';
  if (!isOpen) return html`<p>This withdrawal is on its way.</p>${statusFacts(page)}`;
  return html`<p>Tokens are burned, and as many satoshis, less the fee of the Bitcoin network, are paid to an address of yours. What a withdrawal costs now: <code>${publicUrl}/v1/withdrawals/quote</code>.</p>${form(
    context,
    'prepare',
    'Prepare the withdrawal',
    html`<label>Amount in sats<small>1 iSTSi = 1 satoshi</small><input name="amount" inputmode="numeric" pattern="[1-9][0-9]{0,15}" required value="${page.amountInSats === null ? '' : String(page.amountInSats)}"></label><label>Bitcoin address<input name="address" required maxlength="100" autocomplete="off" spellcheck="false" value="${page.bitcoinAddress ?? ''}"></label>`,
  )}`;
}

/** SEP-7: the wallet signs, and sends what it signed to us. */
function sign(context: PageContext, prepared: PreparedWithdrawal): Html {
  const { page, publicUrl } = context;
  const query = new URLSearchParams({
    ...{ xdr: prepared.envelope, callback: `url:${publicUrl}/sep24/signed`, pubkey: page.account },
    ...{ network_passphrase: prepared.networkPassphrase, msg: `Withdraw ${prepared.amountSats} sats` },
  });
  return html`<p>Check this, and sign it in your wallet. Nothing has happened yet.</p>${facts([
    ['Burned', `${prepared.amountSats} iSTSi`],
    ['Paid to', page.bitcoinAddress],
    ['Fee, at most', `${prepared.maxFeeSats} sats`],
    ['Arrives, at least', `${prepared.arrivesAtLeastSats} sats`],
    ['Sign before', prepared.validUntil.toISOString()],
  ])}<p><a class="button" href="web+stellar:tx?${query.toString()}">Sign in the wallet</a></p>${inboxCard(page)}<details class="card"><summary>With another wallet</summary><label>The transaction to sign<textarea readonly>${prepared.envelope}</textarea></label>${form(
    context,
    'send',
    'Send',
    html`<label>The signed transaction<textarea name="envelope" required maxlength="16000"></textarea></label>`,
  )}</details>`;
}

/** For a wallet that signs nothing but a transfer. */
const inboxCard = ({ inbox }: TransferPage): Html | undefined =>
  inbox === null
    ? undefined
    : html`<details class="card"><summary>Send the tokens instead</summary><p>Transfer exactly this from your account. Anything else comes back to you.</p>${facts(
        [
          ['Amount', `${inbox.amountSats} iSTSi`],
          ['To', inbox.address],
          ['Until', inbox.until.toISOString()],
        ],
      )}</details>`;

/** How far a transaction is, for everybody who knows its id. */
export function trackingPage(transfer: TransferView): Html {
  return html`${statusFacts(transfer)}<p class="soft">This page needs no session and can be opened anywhere. It says what both chains say now.</p>`;
}

const statusFacts = (transfer: TransferView): Html =>
  facts([
    ['Status', transfer.status.replaceAll('_', ' ')],
    ['What that is', transfer.message],
    ['In', transfer.amountInSats === null ? undefined : `${transfer.amountInSats} sats`],
    ['Out', transfer.amountOutSats === null ? undefined : `${transfer.amountOutSats} sats`],
    ['Bitcoin address', transfer.bitcoinAddress],
    ['Bitcoin transaction', transfer.bitcoinTx],
    ['Stellar transaction', transfer.stellarTx],
    ['Begun', transfer.startedAt.toISOString()],
    ['Changed', transfer.updatedAt.toISOString()],
    ['Id', transfer.id],
  ]);
