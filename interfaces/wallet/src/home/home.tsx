import { Amount, AsOf, formatSats, Notice, useIsCurrent } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Account, useAccount } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { reservesQuery, statusQuery, userQuery } from '../queries.ts';
import { NotYet } from '../shell/not-yet.tsx';
import { Verify } from '../welcome/verify.tsx';
import { Welcome } from '../welcome/welcome.tsx';
import { AddToWallet } from './add-to-wallet.tsx';
import { Lately } from './lately.tsx';

const say = messages.home;

export function Home() {
  const { account } = useAccount();
  return (
    <>
      <title>{messages.name}</title>
      {account ? <Holder account={account} /> : <Welcome />}
    </>
  );
}

function Holder({ account: { address, keeper } }: { account: Account }) {
  const asked = useQuery(userQuery(address));
  const held = useQuery(reservesQuery);
  const stands = useQuery(statusQuery);
  const isBackingCurrent = useIsCurrent(held, stands);
  const { data: status } = stands;
  const { data: user } = asked;
  const { data: reserves } = held;
  if (user === undefined) return <NotYet error={asked.error} lines={5} />;
  if (user === null) return <Verify address={address} />;
  const sats = BigInt(user.balance_sats);
  const isShort = reserves !== undefined && (BigInt(reserves.short_sats) > 0n || BigInt(reserves.missing_sats) > 0n);
  // As of all of Bitcoin’s blocks: what was compared last says nothing of a coin that is gone since.
  const isBacked = isBackingCurrent && status?.books.standing === 'true';
  return (
    <>
      <AsOf answered={asked}>
        <section className="balance" aria-live="polite">
          <h1>{say.hold}</h1>
          <strong data-balance={user.balance_sats}>
            <Amount sats={sats} />
          </strong>
          <p className="num">{say.sats(formatSats(sats))}</p>
          {reserves && (
            <Link to="/proof" className={isShort ? 'bad' : isBacked ? 'good' : 'soft'}>
              {isShort ? say.notBacked : isBacked ? `✓ ${say.backed}` : say.backingUnknown}
            </Link>
          )}
        </section>
      </AsOf>
      {user.status !== 'active' && (
        <Notice tone="bad" title={say.stands(user.status)}>
          {say.standsMore}
        </Notice>
      )}
      <nav className="acts" aria-label={say.hold}>
        <Link to="/receive" className="button main">
          {say.receive}
        </Link>
        <Link to="/send" className="button">
          {say.send}
        </Link>
        <Link to="/exchange" className="button">
          {say.exchange}
        </Link>
        <Link to="/withdraw" className="button">
          {say.withdraw}
        </Link>
      </nav>
      <AddToWallet keeper={keeper} />
      <Lately address={address} />
    </>
  );
}
