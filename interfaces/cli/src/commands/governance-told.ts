import { answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';
import { tableOf } from '../terminal/table.ts';

/** `istsi governance people`: who has which role, who the custodians are, and what is allowed, as the API reads it. */
export function showPeople(): Command {
  return async (context) => {
    const { colours } = context;
    const told = await answered(askedApi(context).anybody.GET('/v1/governance'));
    const { paused, mode, people, custodians, limits, proposals } = told;
    const sats = (text: string) => formatCount(BigInt(text));
    const rows = limits.map(({ tier, operation, per_operation_sats, daily_sats, monthly_sats }) => [
      ...[String(tier), operation, sats(per_operation_sats), sats(daily_sats), sats(monthly_sats)],
    ]);
    const lines = [
      factLine(colours, 'mode', paused ? colours.warn(`${mode}, and paused`) : mode),
      factLine(colours, 'proposed', formatCount(proposals.length)),
      ...people.map(({ address, roles }) => `    ${address}  ${colours.faint(roles.join(', '))}`),
      factLine(colours, 'custodians', `${custodians.threshold} of ${custodians.addresses.length} have to agree`),
      ...custodians.addresses.map((address) => `    ${address}`),
      '',
      tableOf(['tier', 'may', 'sats at once', 'a day', 'a month'], rows),
    ];
    context.print(lines.join('\n'), { step: 'governance-people', ...told });
    return 0;
  };
}

/** `istsi governance effects <id>`: what a proposal would change. */
export function showEffects(id: number): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const proposal = await answered(api.GET('/v1/governance/proposals/{id}', { params: { path: { id } } }));
    const changes = proposal.effects.map(({ what, before, after }) => `    ${what}: ${before} → ${after}`);
    const text = [
      `  ${proposal.description}`,
      `    ${context.colours.faint(proposal.standing_text)}`,
      ...(changes.length === 0 ? ['    Nothing that can be read now would change.'] : changes),
    ];
    context.print(text.join('\n'), { step: 'proposal-effects', ...proposal });
    return 0;
  };
}
