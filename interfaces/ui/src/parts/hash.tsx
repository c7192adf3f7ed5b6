import { type ReactNode, useEffect, useState } from 'react';
import { words } from '../words.ts';

export interface HashProps {
  value: string;
  /** What is copied, for those who listen: "address". */
  what: string;
  /** How many of the first and last characters are shown; absent: all of it. */
  ends?: number;
  /** Makes a link of it. */
  link?: (shown: ReactNode) => ReactNode;
  copy?: boolean;
}

/** An address, txid or key: shortened in the middle, whole in the title, copied whole. */
export function Hash({ value, what, ends, link = (shown) => shown, copy = true }: HashProps) {
  const isShort = ends !== undefined && value.length > ends * 2 + 1;
  const shown = isShort ? `${value.slice(0, ends)}…${value.slice(-ends)}` : value;
  return (
    <span className="hash-part">
      {link(
        <span className={`hash ${isShort ? '' : 'whole'}`} title={value}>
          {shown}
        </span>,
      )}
      {copy && <CopyButton value={value} what={what} />}
    </span>
  );
}

const SHOWN_MS = 1_800;

export function CopyButton({ value, what }: { value: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="copy"
      aria-label={`${words.copy} ${what}`}
      onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {copied ? <path d="M3 8.5 6.5 12 13 4.5" /> : <path d="M5.5 5.5h7v7h-7zM10.5 3.5h-7v7" />}
      </svg>
      <span className="unseen" aria-live="polite">
        {copied ? words.copied : ''}
      </span>
    </button>
  );
}
