import { useEffect, useState } from 'react';
import { relativeTime } from '../relative-time.ts';
import { words } from '../words.ts';

const EVERY_MS = 5_000;
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** How long ago, kept true while it is looked at; the moment itself in the title. */
export function Time({ at }: { at: string | Date }) {
  const now = useNow(EVERY_MS);
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} title={absolute.format(moment)}>
      {relativeTime(moment, now) ?? words.justNow}
    </time>
  );
}

/** The moment itself, for deadlines and records. */
export function Moment({ at }: { at: string | Date }) {
  const moment = new Date(at);
  return <time dateTime={moment.toISOString()}>{absolute.format(moment)}</time>;
}

export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
