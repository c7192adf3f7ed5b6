import { Button, Card, CopyButton, Field, Notice } from '@istsi/ui';
import { useState } from 'react';
import { useAccount } from '../account/account.tsx';
import type { NewKey } from '../account/browser-key.ts';
import { messages } from '../messages.ts';
import { ChooseWallet } from './choose-wallet.tsx';
import { UsePasskey } from './use-passkey.tsx';

const say = messages.welcome;
const keys = () => import('../account/browser-key.ts');

/** A key, made or brought here. It is kept once its owner says that the secret is written down. */
export function Welcome() {
  const [made, setMade] = useState<NewKey>();
  const [step, setStep] = useState<'start' | 'restore' | 'wallet' | 'passkey' | 'too-old'>('start');
  const create = async () => {
    const { canKeepKeys, createKey } = await keys();
    if (await canKeepKeys()) setMade(createKey());
    else setStep('too-old');
  };
  if (made) return <ShowSecret made={made} onBack={() => setMade(undefined)} />;
  if (step === 'wallet') return <ChooseWallet onBack={() => setStep('start')} />;
  if (step === 'passkey') return <UsePasskey onBack={() => setStep('start')} />;
  if (step === 'restore') return <Restore onBack={() => setStep('start')} />;
  return (
    <div className="lead hero">
      <h1>{say.title}</h1>
      <p>{say.lead}</p>
      {step === 'too-old' && (
        <Notice tone="bad" title={say.old}>
          {say.oldMore}
        </Notice>
      )}
      <div className="stack">
        <Button look="main" onClick={() => void create()}>
          {say.create}
        </Button>
        <Button onClick={() => setStep('passkey')}>{messages.passkey.use}</Button>
        <Button onClick={() => setStep('wallet')}>{messages.wallets.use}</Button>
        <Button look="quiet" onClick={() => setStep('restore')}>
          {say.restore}
        </Button>
      </div>
    </div>
  );
}

function ShowSecret({ made, onBack }: { made: NewKey; onBack: () => void }) {
  const { use } = useAccount();
  const [busy, setBusy] = useState(false);
  const keep = async () => {
    setBusy(true);
    const { keepSecret } = await keys();
    use({ address: await keepSecret(made.secret), keeper: 'browser' });
  };
  return (
    <Card isPage title={say.secretTitle}>
      <p>{say.secretLead}</p>
      <div className="secret">
        <code className="hash" data-secret>
          {made.secret}
        </code>
        <CopyButton value={made.secret} what={say.secret} />
      </div>
      <p className="soft small">{say.kept}</p>
      <div className="row">
        <Button look="main" busy={busy} onClick={() => void keep()}>
          {say.saved}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {say.back}
        </Button>
      </div>
    </Card>
  );
}

function Restore({ onBack }: { onBack: () => void }) {
  const { use } = useAccount();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const restore = async () => {
    const { isSecret, keepSecret } = await keys();
    const secret = text.trim();
    if (isSecret(secret)) use({ address: await keepSecret(secret), keeper: 'browser' });
    else setProblem(say.restoreProblem);
  };
  return (
    <Card isPage as="form" title={say.restoreTitle} onSubmit={() => void restore()}>
      <Field label={say.restoreField} type="password" value={text} onText={setText} problem={problem} code autoFocus />
      <div className="row">
        <Button look="main" type="submit">
          {say.restoreDo}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {say.back}
        </Button>
      </div>
    </Card>
  );
}
