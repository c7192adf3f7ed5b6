import { describeSpan } from '../describe-span.ts';
import type { Receipt } from '../inbox/receipt.ts';
import type { Deposit } from '../operations/deposits/deposit.ts';
import { confirmationsOf } from '../operations/deposits/deposit.ts';
import { type DepositFacts, nextStep } from '../operations/deposits/next-step.ts';
import type { Batch } from '../operations/payments/batch.ts';
import type { Withdrawal } from '../operations/withdrawals/withdrawal.ts';

/** What happens next, in words, and when, where that is known. */
export interface Next {
  text: string;
  at: Date | null;
}

const soon = (text: string): Next => ({ text, at: null });
/** Bitcoin's own target; what the next blocks take, nobody knows. */
const SECONDS_PER_BLOCK = 600;

/** Said of the very step that the worker would take. */
export function describeNextOfDeposit(deposit: Deposit, facts: DepositFacts): Next {
  const step = nextStep(deposit, facts);
  switch (step.do) {
    case 'identify':
      return soon('The registry is asked whose deposit address was paid, and how deep the payment must be buried.');
    case 'enter':
      return soon(`It becomes “${step.state}”.`);
    case 'submit':
      return soon('Custodians are asked to attest it, each by its own nodes; with enough of them it is minted.');
    case 'return':
      return soon('Custodians are asked to attest that it may not become tokens; then it is owed back.');
    case 'settle':
      return soon('A signed Stellar transaction is on its way; what became of it is looked up.');
    case 'wait':
      return waitOfDeposit(deposit, facts, step.until);
    case 'nothing':
      return soon(endOfDeposit(deposit));
  }
}

function waitOfDeposit(deposit: Deposit, { tipHeight }: DepositFacts, until: Date | undefined): Next {
  if (until !== undefined) return { text: 'It is tried again, unless somebody has it looked at earlier.', at: until };
  if (deposit.state === 'orphaned') return soon('It is in no block. When it is mined again it goes on by itself.');
  const left = (deposit.confirmationsRequired ?? 1) - confirmationsOf(deposit, tipHeight);
  if (left <= 0) return soon('It waits for the next look.');
  const blocks = left === 1 ? 'one more block' : `${left} more blocks`;
  return soon(`It needs ${blocks}, about ${describeSpan(BigInt(left * SECONDS_PER_BLOCK))}.`);
}

function endOfDeposit({ state, returnHeld }: Deposit): string {
  switch (state) {
    case 'minted':
      return 'Nothing: it is minted.';
    case 'returnable':
      return returnHeld
        ? 'A compliance officer holds it. It is paid back once that is lifted and an address is named.'
        : 'Its owner names the Bitcoin address that it is paid back to, or two officers do where nobody owns it.';
    case 'returning':
      return returnHeld ? 'A compliance officer holds it.' : 'It is paid back with the next payment of the reserve.';
    case 'returned':
      return 'Nothing: it is paid back.';
    case 'written-off':
      return 'Nothing: Bitcoin took it back for good, and the reserve counts it no longer.';
    case 'too-small':
      return 'Nothing: it is below the least deposit and is never credited.';
    default:
      return 'It waits for the next look.';
  }
}

export function describeNextOfWithdrawal({ state, deadline, wakeAt }: Withdrawal, now: Date): Next {
  switch (state) {
    case 'pending':
      return now < deadline
        ? {
            text: 'It is planned into a Bitcoin payment; if none is authorized by then, the tokens are given back.',
            at: deadline,
          }
        : soon('Its deadline has passed with nothing authorized: the tokens are given back.');
    case 'batched':
    case 'authorizing':
      return { text: 'Custodians are asked to authorize its payment on chain, before this deadline.', at: deadline };
    case 'authorized':
    case 'signing':
      return soon('Custodians sign its Bitcoin transaction; it is paid, and never refunded any more.');
    case 'broadcast':
      return soon(
        'The Bitcoin network has the payment; the next block may include it. Its fee is raised if it waits too long.',
      );
    case 'confirming':
      return soon('Its payment is in a block and gets buried.');
    case 'completed':
      return { text: 'It is paid; the router’s record is closed.', at: wakeAt ?? null };
    case 'refunding':
      return { text: 'The tokens are being given back.', at: wakeAt ?? null };
    case 'settled':
      return soon('Nothing: it is paid and closed.');
    case 'refunded':
      return soon('Nothing: the tokens were given back.');
  }
}

export function describeNextOfBatch(batch: Batch, tipHeight: number): Next {
  const { state, wakeAt, payments, confirmationsRequired, kind } = batch;
  const at = wakeAt ?? null;
  switch (state) {
    case 'planned':
      return { text: `Custodians are asked to authorize this ${kind} on chain; nothing can be signed before.`, at };
    case 'paying': {
      const mined = payments.find(({ height }) => height !== undefined);
      if (mined) {
        const left = (confirmationsRequired ?? 1) - confirmationsOf(mined, tipHeight);
        if (left > 0) return soon(`It is mined and needs ${left === 1 ? 'one more block' : `${left} more blocks`}.`);
        return { text: 'It is deep enough; the reserve settles its books by it.', at };
      }
      const ready = payments.some(({ state: one }) => one === 'signed');
      return ready
        ? {
            text: 'The Bitcoin network has it; the next block may include it. A higher fee replaces it if it waits too long.',
            at,
          }
        : { text: 'Custodians sign it, each after comparing it with what its own nodes show.', at };
    }
    case 'completed':
      return soon('It is settled, and watched until no reorganization can undo it.');
    case 'buried':
      return soon('Nothing: it is settled for good.');
  }
}

export function describeNextOfReceipt({ state, wakeAt }: Pick<Receipt, 'state' | 'wakeAt'>): Next {
  const at = wakeAt ?? null;
  switch (state) {
    case 'received':
      return soon('It is held against what wallets were told to send.');
    case 'withdrawing':
      return { text: 'It is burned for Bitcoin; what keeps it from that for five minutes sends it back.', at };
    case 'withdrawn':
      return soon('It is a withdrawal; should that be refunded, it goes back to who sent it.');
    case 'returning':
      return { text: 'All of it goes back to who sent it.', at };
    case 'paid':
      return soon('Nothing: its withdrawal is paid.');
    case 'returned':
      return soon('Nothing: it went back.');
    case 'settled':
      return soon('Nothing: the ledger shows that it was dealt with before.');
    case 'kept':
      return soon(
        'Nothing by itself. Governance moves it (forced_transfer); to close it then, have it looked at, with the reason.',
      );
  }
}
