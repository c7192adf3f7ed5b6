import type { TracingSettings } from '@istsi/integration';
import { z } from 'zod';
import { Secret } from '../settings/secret.ts';

/** What the services need of `tracing` in istsi.json, with its secret where it is. */
export const TracingConfig = z.strictObject({ endpoint: z.string(), authorization: Secret.optional() });

export const tracingSettings = ({ endpoint, authorization }: z.output<typeof TracingConfig>): TracingSettings => ({
  endpoint,
  ...(authorization !== undefined && { headers: { authorization } }),
});
