import { messages } from '../messages.ts';
import { Until } from '../shell/until.tsx';
import { isSponsored, type Prepared } from '../signing/sponsored.ts';
import { LumenFee } from './lumen-fee.tsx';

/** What its holder pays to the network, and up to when the signature counts. */
export function NetworkFee({ prepared }: { prepared: Prepared }) {
  if (isSponsored(prepared)) return <span>{messages.send.sponsored}</span>;
  return <LumenFee stroops={(prepared as Extract<Prepared, { envelope: string }>).stellar_fee_stroops} />;
}

export function SignedUntil({ prepared }: { prepared: Prepared }) {
  if (isSponsored(prepared)) return <Until until={{ ledger: prepared.valid_until_ledger }} />;
  return <Until until={{ at: (prepared as Extract<Prepared, { envelope: string }>).valid_until }} />;
}
