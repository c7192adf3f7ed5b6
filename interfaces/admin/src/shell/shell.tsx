import { ApiFailure } from '@istsi/client';
import { Notice, Skeleton, useIsCurrent } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { governanceQuery, statusQuery } from '../api.ts';
import { approvalsQuery, countOf } from '../approvals/queries.ts';
import { LiveFeed, useLive } from '../live/live.tsx';
import { messages } from '../messages.ts';
import { SecondFactor } from '../security-keys/second-factor.tsx';
import { SignedIn, signOut, useSession, useSessionQuery } from '../session/session.tsx';
import { SignIn } from '../session/sign-in.tsx';
import { Failed } from './failed.tsx';
import { NotYours } from './not-yours.tsx';
import { OtherSystem } from './other-system.tsx';
import { SearchBox } from './search-box.tsx';
import { isOfOthers, sectionsFor } from './sections.ts';

const { shell: say } = messages;
const SHOWN_OF_ADDRESS = 4;

/** Who is signed in sees the dashboard, and everybody else how to sign in. */
export function Shell() {
  const session = useSessionQuery();
  if (session.isPending) {
    return (
      <main className="sign-in">
        <Skeleton lines={4} />
      </main>
    );
  }
  if (session.isError && !session.data) {
    return (
      <main className="sign-in">
        {session.error instanceof ApiFailure && !session.error.isUnanswered ? (
          <Failed error={session.error} />
        ) : (
          <Notice tone="bad" title={messages.overview.unknown}>
            {messages.overview.unknownMore}
          </Notice>
        )}
      </main>
    );
  }
  if (!session.data) {
    return (
      <>
        <OtherSystem />
        <SignIn />
      </>
    );
  }
  if (session.data.second_factor.state === 'needed') return <SecondFactor session={session.data} />;
  return (
    <SignedIn value={session.data}>
      <LiveFeed>
        <Frame />
      </LiveFeed>
    </SignedIn>
  );
}

function Frame() {
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {say.skip}
      </a>
      <Sections />
      <div className="beside">
        <TopBar />
        <OtherSystem />
        <Stale />
        <main id="content" tabIndex={-1}>
          <Page />
        </main>
      </div>
    </div>
  );
}

function Page() {
  const { pathname } = useLocation();
  return isOfOthers(useSession(), pathname) ? <NotYours /> : <Outlet />;
}

function Sections() {
  const session = useSession();
  const { data: governance } = useQuery(governanceQuery);
  const { data: approvals } = useQuery(approvalsQuery);
  const status = useQuery(statusQuery);
  const isCurrent = useIsCurrent(status);
  const { pathname } = useLocation();
  const sections = useRef<HTMLElement>(null);
  // On a phone they are a row that is wider than the screen: where one is stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: which link is the current one follows from the path.
  useEffect(() => {
    const show = (): void => {
      const row = sections.current;
      const here = row?.querySelector<HTMLElement>('[aria-current]');
      if (row && here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
    };
    show();
    // Turned on its side, or made narrow, the row is another.
    addEventListener('resize', show);
    return () => removeEventListener('resize', show);
  }, [pathname]);
  const counts = {
    '/governance': governance?.proposals.filter(({ standing }) => standing !== 'expired').length ?? 0,
    '/approvals': approvals ? countOf(approvals) : 0,
  };
  return (
    <nav ref={sections} className="sections" aria-label={say.sections}>
      <p className="brand">{messages.brand}</p>
      {sectionsFor(session).map(({ to, name }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/' }} activeProps={{ 'aria-current': 'page' }}>
          {name}
          {to in counts && counts[to as keyof typeof counts] > 0 && (
            <span className="count num">{counts[to as keyof typeof counts]}</span>
          )}
        </Link>
      ))}
      {status.data && (
        <p className="heights num">
          {isCurrent ? say.heights(status.data.bitcoin.height, status.data.stellar.ledger) : say.heightsUnknown}
        </p>
      )}
    </nav>
  );
}

function TopBar() {
  const { account, roles } = useSession();
  const { data: status } = useQuery(statusQuery);
  const shown = `${account.slice(0, SHOWN_OF_ADDRESS)}…${account.slice(-SHOWN_OF_ADDRESS)}`;
  return (
    <header className="top">
      <SearchBox />
      {status && <span className="badge">{status.bitcoin.network}</span>}
      <details className="who">
        <summary>
          <span className="hash">{shown}</span> · {roles.map((role) => messages.roles[role]).join(', ')}
        </summary>
        <button type="button" className="button plain" onClick={() => void signOut()}>
          {say.signOut}
        </button>
      </details>
    </header>
  );
}

/** What is shown may be from before: said where nobody overlooks it. */
function Stale() {
  const { state, heardAt } = useLive();
  if (state !== 'stale') return null;
  return (
    <div className="stale">
      <Notice tone="bad" title={say.stale}>
        {say.staleMore(heardAt)}
      </Notice>
    </div>
  );
}
