import { answer } from '@istsi/client';
import { Button, Card, Field } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, knownNetwork, queries } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from '../shell/failed.tsx';
import { sessionQuery } from './session.tsx';
import { Signing } from './signing.tsx';
import { type ChosenWallet, useWallets } from './use-wallets.ts';

const { signIn: say } = messages;
/** As much of its name as a challenge has room for. */
const DOMAIN_LENGTH = 50;

/** Whose account it is, then the challenge, signed. */
export function SignIn() {
  const { wallets, chosen, choose } = useWallets();
  const [account, setAccount] = useState('');
  const challenge = useMutation({
    mutationFn: async (of: string) => {
      const [{ envelope }, network, { challengeProblem }] = await Promise.all([
        answer(api.POST('/v1/sessions/challenge', { body: { account: of } })),
        knownNetwork(),
        import('@istsi/client/signing'),
      ]);
      const [change] = network.changes;
      if (change) throw new Error(messages.readBack.otherSystem(change.mark));
      const networkPassphrase = network.stellar.network_passphrase;
      const domain = location.host.slice(0, DOMAIN_LENGTH);
      const problem = challengeProblem(envelope, networkPassphrase, { account: of, domain });
      if (problem !== undefined) throw new Error(`${say.noChallenge} (${problem})`);
      return { envelope, networkPassphrase };
    },
  });
  const enter = useMutation({
    mutationFn: (envelope: string) => answer(api.POST('/v1/sessions', { body: { envelope } })),
    onSuccess: async () => await queries.invalidateQueries(sessionQuery),
  });
  const connect = useMutation({
    mutationFn: async ({ name, wallet }: ChosenWallet) => {
      choose(name);
      begin(await wallet.getAddress());
    },
  });
  const begin = (of: string) => {
    setAccount(of);
    enter.reset();
    challenge.mutate(of);
  };
  const failure = connect.error ?? challenge.error ?? enter.error;
  return (
    <main className="sign-in">
      <title>{`${say.title} · ${messages.name}`}</title>
      <header>
        <p className="brand">{messages.brand}</p>
        <h1>{say.title}</h1>
        <p className="soft">{say.why}</p>
      </header>
      <Card>
        {challenge.data ? (
          <>
            <p className="small soft">{say.challenge}</p>
            <Signing
              envelope={challenge.data.envelope}
              networkPassphrase={challenge.data.networkPassphrase}
              address={account}
              onSigned={(envelope) => enter.mutate(envelope)}
              busy={enter.isPending}
            />
            <Button look="quiet" onClick={() => challenge.reset()}>
              {say.other}
            </Button>
          </>
        ) : (
          <>
            {chosen && (
              <Button
                look="main"
                onClick={() => connect.mutate(chosen)}
                busy={connect.isPending || challenge.isPending}
              >
                {say.withWallet}
              </Button>
            )}
            <div className="buttons">
              {wallets
                .filter(({ name }) => name !== chosen?.name)
                .map((each) => (
                  <Button key={each.name} onClick={() => connect.mutate(each)}>
                    {say.withThe(messages.wallets[each.name])}
                  </Button>
                ))}
            </div>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                begin(account.trim());
              }}
            >
              <Field label={say.account} hint={say.accountHint} value={account} onText={setAccount} code required />
              <Button type="submit" look={chosen ? 'plain' : 'main'} busy={challenge.isPending}>
                {say.next}
              </Button>
            </form>
          </>
        )}
        <Failed error={failure} />
      </Card>
    </main>
  );
}
