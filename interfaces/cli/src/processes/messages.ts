import { z } from 'zod';

/** What a child tells its supervisor over the IPC channel. */
export const ChildMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), detail: z.string() }),
  z.object({ type: z.literal('ready'), facts: z.record(z.string(), z.union([z.string(), z.number()])) }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);
export type ChildMessage = z.output<typeof ChildMessage>;
export type Facts = Record<string, string | number>;

/** What a supervisor tells its child. */
export const stopMessage = { type: 'stop' } as const;
