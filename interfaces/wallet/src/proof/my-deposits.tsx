import { ApiFailure, answer, type components } from '@istsi/client';
import { Notice } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useAccount } from '../account/account.tsx';
import { api } from '../api.ts';
import { included } from '../included-messages.ts';
import { AskForm } from './ask-form.tsx';
import type { GoodProof } from './checked.ts';
import { type FoundDeposits, findDeposits } from './find-deposits.ts';
import { Unchecked } from './unchecked.tsx';

const say = included.stellar;
const ADDRESS = /^[GC][A-Z2-7]{55}$/;
const MOST = 100;

interface Found extends FoundDeposits {
  balanceSats: bigint;
  count: number;
  hasMore: boolean;
}

/** Whether what was minted to an address is in the books of a proof. */
export function MyDeposits({ proof }: { proof: GoodProof }) {
  const { account } = useAccount();
  const look = useMutation({ networkMode: 'always', mutationFn: (address: string) => lookFor(address, proof) });
  return (
    <AskForm
      {...{ title: say.title, lead: say.lead, field: say.field, go: say.go, initial: account?.address ?? '' }}
      read={(typed) => (ADDRESS.test(typed) ? { value: typed } : { problem: say.problem })}
      {...{ isBusy: look.isPending, onAsk: look.mutate, onOther: look.reset }}
    >
      {look.error && <Unchecked error={look.error} />}
      {look.data === null && <Notice tone="wait" title={say.unknown} />}
      {look.data && <Result found={look.data} />}
    </AskForm>
  );
}

/** Null for an address that the registry does not know. */
async function lookFor(address: string, { added, publishedAt }: GoodProof): Promise<Found | null> {
  const path = { address };
  try {
    const [{ balance_sats }, { items, next_cursor }] = await Promise.all([
      answer(api.GET('/v1/users/{address}', { params: { path } })),
      answer(api.GET('/v1/users/{address}/deposits', { params: { path, query: { limit: MOST } } })),
    ]);
    const minted = items.filter(({ state }) => state === 'minted').map(asMinted);
    return {
      ...findDeposits(minted, added, Date.parse(publishedAt)),
      ...{ balanceSats: BigInt(balance_sats), count: minted.length, hasMore: next_cursor !== null },
    };
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null;
    throw error;
  }
}

const asMinted = ({ outpoint, amount_sats, updated_at }: components['schemas']['Deposit']) => ({
  ...{ outpoint, amountSats: BigInt(amount_sats), at: Date.parse(updated_at) },
});

function Result({ found }: { found: Found }) {
  const { balanceSats, count, hasMore } = found;
  const { tone, title } = verdictOf(found);
  const said = (['found', 'newer', 'missing', 'differing'] as const).filter((place) => found[place].count > 0);
  return (
    <div className="stack" data-deposits={tone}>
      <Notice tone={tone} title={title}>
        {said.map((place) => (
          <p key={place}>{say[place](found[place].count, found[place].sats)}</p>
        ))}
        {hasMore && <p>{say.newest(count)}</p>}
      </Notice>
      <p className="small soft">
        {say.holds(balanceSats)} {say.notShown}
      </p>
    </div>
  );
}

function verdictOf({ found, newer, missing, differing, count }: Found) {
  if (differing.count > 0) return { tone: 'bad', title: say.bad } as const;
  if (count === 0) return { tone: 'wait', title: say.none } as const;
  if (newer.count === count) return { tone: 'wait', title: say.allNewer } as const;
  if (found.count === count) return { tone: 'good', title: say.good } as const;
  return { tone: missing.count > 0 ? 'bad' : 'wait', title: say.mixed } as const;
}
