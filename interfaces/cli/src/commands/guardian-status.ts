import { answered, openApi } from '../api/client.ts';
import type { Command } from '../context.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatCount } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi guardian status`: as it signed it, by the services of the running system. */
export function guardianStatus(): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const { guardian } = await answered(openApi(endpoints.apiUrl).GET('/v1/status'));
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
