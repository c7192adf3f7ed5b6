import { ApiFailure, answer } from '@istsi/client';
import { api } from '../api.ts';
import { forgetOpen, keepOpen, type OpenSignature } from './open-signatures.ts';
import { SigningError } from './sign-promised.ts';

/** What became of it. */
export interface Done {
  stellarTransaction: string;
  withdrawal: string | undefined;
  amountOut: string | null;
}

const AGAIN_MS = 1_000;
const PATIENCE_MS = 120_000;
/** The service answers sooner than this, be it that nothing is decided: whoever says nothing for longer is asked anew. */
const ANSWER_MS = 30_000;

/**
 * Sends what was signed until the network has decided: it may have arrived whatever the answer was, and the same again can only be
 * the same. It is kept until somebody says what became of it, unless the very first answer refuses it.
 */
export async function sendSigned(one: OpenSignature, isDoubtful = false): Promise<Done> {
  keepOpen(one);
  let mayHaveArrived = isDoubtful;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    try {
      const done = await sendOnce(one);
      if (done) {
        forgetOpen(one.id);
        return done;
      }
    } catch (error) {
      if (!isOpen(error)) {
        if (!mayHaveArrived) forgetOpen(one.id);
        throw error;
      }
    }
    mayHaveArrived = true;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  throw new SigningError('undecided', '');
}

const isOpen = (error: unknown): boolean => error instanceof ApiFailure && error.mayHaveHappened;

/** Undefined while that is open. */
async function sendOnce({ kind, isSponsored, signed }: OpenSignature): Promise<Done | undefined> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  if (isSponsored) {
    const body = { authorization: signed };
    const sent = await answer(api.POST('/v1/sponsorship/calls', { body, signal }));
    if (sent.state !== 'done') return undefined;
    const { stellar_transaction: stellarTransaction, withdrawal_id: withdrawal, amount_out: amountOut } = sent;
    return { stellarTransaction, withdrawal: withdrawal ?? undefined, amountOut };
  }
  const body = { envelope: signed };
  switch (kind) {
    case 'transfer': {
      const { state, stellar_transaction: stellarTransaction } = await answer(
        api.POST('/v1/transfers', { body, signal }),
      );
      return state === 'done' ? { stellarTransaction, withdrawal: undefined, amountOut: null } : undefined;
    }
    case 'withdrawal': {
      const sent = await answer(api.POST('/v1/withdrawals', { body, signal }));
      const { withdrawal, stellar_transaction: stellarTransaction } = sent;
      return withdrawal ? { stellarTransaction, withdrawal: withdrawal.id, amountOut: null } : undefined;
    }
    case 'exchange': {
      const sent = await answer(api.POST('/v1/exchanges', { body, signal }));
      const { state, stellar_transaction: stellarTransaction, amount_out: amountOut } = sent;
      return state === 'done' ? { stellarTransaction, withdrawal: undefined, amountOut } : undefined;
    }
  }
}
