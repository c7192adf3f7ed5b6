import { ApiFailure, answer } from '@istsi/client';
import { Button, Notice, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import type { Account } from './account.tsx';

const { passkey: say } = messages;

/**
 * Shows nothing that could be paid to before the account is on the network and obeys this passkey: what came to an address that nobody
 * can sign for would be lost.
 */
export function Opened({ account, children }: { account: Account; children: ReactNode }) {
  const isPasskey = account.keeper === 'passkey';
  const opened = useQuery({
    queryKey: ['passkey-account', account.address],
    queryFn: () => open(account),
    enabled: isPasskey,
    ...{ refetchInterval: false, staleTime: Number.POSITIVE_INFINITY },
  });
  if (!isPasskey) return children;
  if (opened.isPending)
    return (
      <p role="status">
        {say.opening} <Skeleton lines={2} />
      </p>
    );
  if (opened.isError)
    return (
      <>
        <Failure error={opened.error} />
        <Button busy={opened.isFetching} onClick={() => void opened.refetch()}>
          {say.again}
        </Button>
      </>
    );
  if (opened.data === null)
    return (
      <Notice tone="bad" title={say.never}>
        {say.neverMore}
      </Notice>
    );
  if (opened.data !== account.passkey?.publicKey)
    return (
      <Notice tone="bad" title={say.differs}>
        {say.differsMore}
      </Notice>
    );
  return children;
}

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

/** The key that the account on the network obeys. Made, where it is not there and this browser has what makes it; null otherwise. */
async function open({ address, passkey }: Account): Promise<string | null> {
  const found = await answer(
    api.GET('/v1/sponsorship/passkey-accounts/{address}', { params: { path: { address } } }),
  ).catch((error: unknown) => {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  });
  if (found) return found.public_key;
  const { salt, publicKey } = passkey ?? {};
  if (salt === undefined || publicKey === undefined) return null;
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const body = { salt, public_key: publicKey };
    const { state, public_key } = await answer(api.POST('/v1/sponsorship/passkey-accounts', { body }));
    if (state === 'done') return public_key;
    if (Date.now() > until) throw new Error('the network has not decided yet');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
