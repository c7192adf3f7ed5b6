import { ApiFailure, answer } from '@istsi/client';
import { Button, Card, Notice } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Account, useAccount } from '../account/account.tsx';
import { findPasskey, hasPasskeys, makePasskey, toHex } from '../account/passkey.ts';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { networkQuery } from '../queries.ts';

const { passkey: say } = messages;
const SALT_BYTES = 32;
const ID_BYTES = 32;
const ENDS = 4;

/** What the page says of why nothing came of it. */
class NoPasskey extends Error {}

/** An account whose key is a passkey: made, or found again. Nothing is made before its owner has read what losing it means. */
export function UsePasskey({ onBack }: { onBack: () => void }) {
  const { use } = useAccount();
  const { data: network } = useQuery(networkQuery);
  const { data: terms } = useQuery({
    queryKey: ['sponsorship'],
    queryFn: ({ signal }) => answer(api.GET('/v1/sponsorship', { signal })),
    refetchInterval: false,
  });
  const deployer = terms?.passkey_deployer ?? undefined;
  const make = useMutation({
    mutationFn: async () => await makeAccount(network!.stellar.network_passphrase, deployer!),
    onSuccess: use,
  });
  const find = useMutation({ mutationFn: findAccount, onSuccess: use });
  const failure = make.error ?? find.error;
  return (
    <Card isPage title={say.title}>
      <p>{say.lead}</p>
      <p className="small">{say.is(location.hostname)}</p>
      <p className="small">{say.fees}</p>
      <h2>{say.lostTitle}</h2>
      <p className="small">{say.lost}</p>
      <p className="small">{say.officers}</p>
      {!hasPasskeys() && <Notice tone="bad" title={say.none} />}
      {terms && !deployer && <Notice tone="wait" title={say.off} />}
      {failure && (
        <Notice tone="bad" title={failure instanceof NoPasskey ? failure.message : messages.refused.unknown}>
          {failure instanceof NoPasskey ? undefined : failure.message}
        </Notice>
      )}
      <div className="row">
        <Button
          look="main"
          busy={make.isPending}
          disabled={!network || !deployer || !hasPasskeys()}
          onClick={() => make.mutate()}
        >
          {say.make}
        </Button>
        <Button busy={find.isPending} disabled={!hasPasskeys()} onClick={() => find.mutate()}>
          {say.have}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {messages.welcome.back}
        </Button>
      </div>
    </Card>
  );
}

/** The address follows from deployer and salt, so that the passkey can remember it before there is anything at it. */
async function makeAccount(networkPassphrase: string, deployer: string): Promise<Account> {
  const [{ contractAddressOf }, { StrKey }] = await Promise.all([
    import('@istsi/client/signing'),
    import('../signing/stellar.ts'),
  ]);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const address = contractAddressOf(networkPassphrase, deployer, salt);
  const made = await makePasskey(
    StrKey.decodeContract(address),
    say.name(address.slice(0, ENDS), address.slice(-ENDS)),
  );
  if (!made) throw new NoPasskey(say.unwanted);
  return { address, keeper: 'passkey', passkey: { ...made, salt: toHex(salt) } };
}

async function findAccount(): Promise<Account> {
  const found = await findPasskey();
  if (!found) throw new NoPasskey(say.unwanted);
  if (found.accountId.length !== ID_BYTES) throw new NoPasskey(say.foreign);
  const { StrKey } = await import('../signing/stellar.ts');
  const address = StrKey.encodeContract(found.accountId);
  const asked = api.GET('/v1/sponsorship/passkey-accounts/{address}', { params: { path: { address } } });
  const { public_key: publicKey } = await answer(asked).catch((error: unknown) => {
    if (error instanceof ApiFailure && error.status === 404) throw new NoPasskey(say.unknown);
    throw error;
  });
  return { address, keeper: 'passkey', passkey: { credential: found.credential, publicKey } };
}
