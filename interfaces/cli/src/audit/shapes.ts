import { AuditEntry } from '@istsi/audit-log';
import { z } from 'zod';

export const Entry = AuditEntry.extend({ index: z.number() });
export type Entry = z.output<typeof Entry>;

export const Page = z.object({
  items: z.array(Entry),
  persons: z.record(z.string(), z.object({ value: z.string(), salt: z.string() })),
  next_before: z.number().nullable(),
});

export const Status = z.object({
  size: z.number(),
  signed: z.number(),
  signed_at: z.string().nullable(),
  key: z.string().nullable(),
  problem: z.string().nullable(),
});
