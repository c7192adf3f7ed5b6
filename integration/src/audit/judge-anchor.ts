import { type Anchor, type Checkpoint, isAnchorOf } from '@istsi/audit-log';

/** Why nothing more of this log may be written on Stellar; undefined where it continues what is written there. Pure. */
export function judgeAnchor(
  anchor: Anchor | undefined,
  now: Checkpoint,
  /** Of the log's first entries, so many as the anchor is of; undefined where they are not all there. */
  rootThen: Uint8Array | undefined,
  /** Logs that were given up: one of these may be followed by this one. */
  former: readonly string[],
): string | undefined {
  if (!anchor) return undefined;
  if (!isAnchorOf(anchor, now.origin)) {
    if (former.some((origin) => isAnchorOf(anchor, origin))) return undefined;
    return `another log is written on Stellar, of ${anchor.size} entries: ${now.origin} took its place. If that was meant, name the one of before in audit.formerLogs`;
  }
  if (anchor.size > now.size)
    return `${anchor.size} entries are written on Stellar, and ${now.size} are signed: the log was truncated`;
  if (rootThen && Buffer.from(rootThen).equals(Buffer.from(anchor.root))) return undefined;
  return `the first ${anchor.size} entries are not those that are written on Stellar: the log was rewritten`;
}
