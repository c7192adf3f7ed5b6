import { Button, CopyButton, Field, Notice } from '@istsi/ui';
import { useState } from 'react';
import { messages } from '../messages.ts';
import { type ChosenWallet, useWallets } from './use-wallets.ts';

const { signing: say } = messages;

export interface SigningProps {
  /** base64 XDR. */
  envelope: string;
  networkPassphrase: string;
  address: string;
  onSigned: (envelope: string) => void;
  busy: boolean;
}

/** Two ways to sign: the wallet of this browser, or wherever the key is, by a file there and back. */
export function Signing({ envelope, networkPassphrase, address, onSigned, busy }: SigningProps) {
  const { chosen: wallet } = useWallets();
  const [problem, setProblem] = useState('');
  const [signed, setSigned] = useState('');
  /** A wallet may add signatures, and change nothing. */
  const take = async (back: string) => {
    const { hashOf } = await import('@istsi/client/signing');
    const isSame = isTransaction(hashOf, back, networkPassphrase, hashOf(envelope, networkPassphrase));
    if (isSame) onSigned(back);
    else setProblem(messages.readBack.changed);
  };
  const signWith = async ({ wallet: { signTransaction } }: ChosenWallet): Promise<string> =>
    (await signTransaction(envelope, { networkPassphrase, address })).signedTxXdr;
  const sign = () => {
    setProblem('');
    if (wallet)
      signWith(wallet)
        .then(take)
        .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <div className="signing">
      {wallet && (
        <Button look="main" onClick={sign} busy={busy}>
          {say.inWallet}
        </Button>
      )}
      {problem !== '' && <Notice tone="bad" title={problem} />}
      <details open={wallet === null}>
        <summary>{say.elsewhere}</summary>
        <ol>
          <li>
            <p>{say.take}</p>
            <p className="command">
              <code>istsi governance sign {envelope.slice(0, 24)}…</code>
              <CopyButton value={`istsi governance sign ${envelope}`} what={say.command} />
            </p>
            <p>
              <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(envelope)}`} download="transaction.xdr">
                {say.download}
              </a>
            </p>
          </li>
          <li>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                setProblem('');
                void take(signed.trim());
              }}
            >
              <Field label={say.paste} onText={setSigned} value={signed} code required />
              <Button type="submit" busy={busy} disabled={signed.trim() === ''}>
                {say.use}
              </Button>
            </form>
          </li>
        </ol>
      </details>
    </div>
  );
}

function isTransaction(
  hashOf: (envelope: string, networkPassphrase: string) => string,
  envelope: string,
  networkPassphrase: string,
  hash: string,
): boolean {
  try {
    return hashOf(envelope, networkPassphrase) === hash;
  } catch {
    // What is no transaction is not this one.
    return false;
  }
}
