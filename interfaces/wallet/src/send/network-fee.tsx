import { Moment } from '@istsi/ui';
import { messages } from '../messages.ts';
import { isSponsored, type Prepared } from '../signing/sponsored.ts';
import { LumenFee } from './lumen-fee.tsx';

/** What its holder pays to the network, and up to when the signature counts. */
export function NetworkFee({ prepared }: { prepared: Prepared }) {
  if (isSponsored(prepared)) return <span>{messages.send.sponsored}</span>;
  return <LumenFee stroops={(prepared as Extract<Prepared, { envelope: string }>).stellar_fee_stroops} />;
}

export function SignedUntil({ prepared }: { prepared: Prepared }) {
  if (isSponsored(prepared)) return <span className="num">{messages.send.ledger(prepared.valid_until_ledger)}</span>;
  return <Moment at={(prepared as Extract<Prepared, { envelope: string }>).valid_until} />;
}
