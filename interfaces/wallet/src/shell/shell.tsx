import { Badge, useIsCurrent } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useAccount } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { networkQuery, statusQuery } from '../queries.ts';
import { StillOpen } from './still-open.tsx';
import { TroubleNotice } from './trouble.tsx';
import { useLive } from './use-live.ts';

/** What every page has: where one is, what is wrong, and how far both chains are. */
export function Shell() {
  const { account } = useAccount();
  const network = useQuery(networkQuery);
  const { nav } = messages;
  return (
    <>
      <a className="skip" href="#content">
        {messages.skip}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          {messages.brand}
        </Link>
        {network.data?.local && <Badge tone="wait">{network.data.bitcoin.network}</Badge>}
        <nav aria-label={nav.label}>
          <Link to="/">{nav.home}</Link>
          <Link to="/track">{nav.track}</Link>
          <Link to="/proof">{nav.proof}</Link>
          {account && <Link to="/key">{nav.key}</Link>}
        </nav>
      </header>
      <main id="content">
        <TroubleNotice />
        <StillOpen />
        <Outlet />
      </main>
      <Footer isLocal={network.data?.local ?? false} />
    </>
  );
}

function Footer({ isLocal }: { isLocal: boolean }) {
  const status = useQuery(statusQuery);
  const isCurrent = useIsCurrent(status);
  const { data, isError, fetchStatus } = status;
  // At first nobody has been asked yet.
  const isUnknown = !isCurrent && (data !== undefined || isError || fetchStatus === 'paused');
  const live = useLive();
  const number = (value: number | null | undefined) =>
    value === null ? messages.heightUnknown : (value?.toLocaleString('en') ?? '…');
  return (
    <footer>
      <p className="num">
        {isUnknown
          ? messages.footerUnknown(messages.live[live])
          : messages.footer(number(data?.bitcoin.height), number(data?.stellar.ledger), messages.live[live])}
      </p>
      {isLocal && <p>{messages.localNote}</p>}
    </footer>
  );
}
