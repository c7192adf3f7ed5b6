import { z } from 'zod';
import { createApiClient } from '../api-client.ts';
import type { Command } from '../context.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatCount } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

const Status = z.object({
  guardian: z
    .object({
      ...{ ok: z.boolean(), error: z.string().nullable(), address: z.string() },
      ...{ state: z.string().nullable(), since: z.string().nullable() },
      ...{ ledger: z.number().nullable(), bitcoin_height: z.number().nullable() },
      ...{ open: z.number().nullable(), accused: z.number().nullable() },
    })
    .nullable(),
});

/** `istsi guardian status`: as it signed it, by the services of the running system. */
export function guardianStatus(): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const { guardian } = await createApiClient(endpoints.apiUrl).get('/v1/status', Status);
    const { colours } = context;
    if (!guardian) {
      context.print(`  ${colours.warn('!')} this system has no guardian`, { step: 'guardian-status', guardian });
      return 1;
    }
    const { ok, error, address, state, since, ledger, bitcoin_height: height, open, accused } = guardian;
    const lines = [
      ok
        ? `  ${colours.good('✓')} the guardian is ${state ?? 'there'}`
        : `  ${colours.bad('✗')} ${error ?? 'it is not well'}`,
      factLine(colours, 'signs as', address),
      ...(since === null ? [] : [factLine(colours, 'since', since)]),
      factLine(colours, 'has read', `ledger ${formatCount(ledger ?? 0)}, block ${formatCount(height ?? 0)}`),
      factLine(colours, 'not judged', `${formatCount(open ?? 0)} claims`),
      factLine(colours, 'accused', `${formatCount(accused ?? 0)} ever`),
    ];
    context.print(lines.join('\n'), { step: 'guardian-status', ...guardian });
    return ok ? 0 : 1;
  };
}
