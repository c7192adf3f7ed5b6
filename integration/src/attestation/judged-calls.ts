import { depositCall } from './deposit-claim.ts';
import type { JudgedCall } from './judged-call.ts';
import { paymentCall } from './payment-claim.ts';

/** All that a signer attests. A call that is not listed here is refused, whatever it is. */
export const judgedCalls: readonly JudgedCall[] = [depositCall, paymentCall];
