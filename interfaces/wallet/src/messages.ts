/** Everything that the pages say. */
export const messages = {
  name: 'iSTSi wallet',
} as const;
