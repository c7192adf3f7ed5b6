import { additionCall } from './addition-claim.ts';
import { completionCall } from './completion-claim.ts';
import { correctionCall } from './correction-claim.ts';
import { depositBatchCall } from './deposit-batch-claim.ts';
import { depositCall } from './deposit-claim.ts';
import type { JudgedCall } from './judged-call.ts';
import { paymentCall } from './payment-claim.ts';
import { proofCall } from './proof-claim.ts';
import { reinstatementCall } from './reinstatement-claim.ts';
import { returnableCall } from './returnable-claim.ts';
import { sweepCall } from './sweep-claim.ts';
import { undoCall } from './undo-claim.ts';
import { writeOffCall } from './write-off-claim.ts';

/** All that a signer attests. A call that is not listed here is refused, whatever it is. */
export const judgedCalls: readonly JudgedCall[] = [
  depositCall,
  depositBatchCall,
  returnableCall,
  paymentCall,
  sweepCall,
  completionCall,
  undoCall,
  correctionCall,
  writeOffCall,
  reinstatementCall,
  additionCall,
  proofCall,
];
