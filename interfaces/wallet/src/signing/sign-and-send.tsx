import { Button, Notice } from '@istsi/ui';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { useTrouble } from '../shell/trouble.tsx';
import { ReadBack } from './read-back.tsx';
import type { useSigning } from './use-signing.ts';

const say = messages.open;

export interface SignAndSendProps {
  signing: ReturnType<typeof useSigning>;
  /** What the button says. */
  sign: string;
  onBack: () => void;
}

/** That it says just this, and the button that signs it; a second signature while the first is open is nobody's mistake. */
export function SignAndSend({ signing, sign, onBack }: SignAndSendProps) {
  const { readBack, send, before, isMeant, setMeant, maySign, asked } = signing;
  // Every page says which: what is signed now could not be sent now.
  const trouble = useTrouble({ paysBitcoin: signing.kind === 'withdrawal' });
  return (
    <>
      <ReadBack {...readBack} />
      {before.length > 0 && (
        <Notice tone="wait" title={say.second}>
          <label className="meant">
            <input type="checkbox" checked={isMeant} onChange={({ target }) => setMeant(target.checked)} />
            <span>{say.meant}</span>
          </label>
        </Notice>
      )}
      {asked && (
        <p className="small soft" role="status">
          {messages.signing.asked(messages.wallets.names[asked])}
        </p>
      )}
      {send.isError && <Failure error={send.error} />}
      <div className="row">
        <Button
          look="main"
          busy={send.isPending}
          disabled={!maySign || trouble !== undefined}
          onClick={() => send.mutate()}
        >
          {sign}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {messages.withdraw.again}
        </Button>
      </div>
    </>
  );
}
