/** What the parts say by themselves. */
export const words = {
  btc: 'BTC',
  sats: 'sats',
  copy: 'Copy',
  copied: 'Copied',
  close: 'Close',
  busy: 'Working…',
  loading: 'Loading',
  notifications: 'Notifications',
  dismiss: 'Dismiss',
  justNow: 'just now',
  never: 'not yet',
  asOf: 'As of',
  notAnswered: 'Since then nobody has answered.',
} as const;
