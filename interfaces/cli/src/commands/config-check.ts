import { checkConfig } from '../config-check/check-config.ts';
import type { Finding } from '../config-check/look.ts';
import type { Command, Context } from '../context.ts';

/** `istsi config check`: exit code 0 when everything that the file names is as it should be, 1 when something is not. */
export function configCheck(options: { config: string }): Command {
  return async (context) => {
    const findings = await checkConfig(options.config);
    const ok = findings.every(({ problem }) => problem === undefined);
    context.print(linesOf(context, findings), { step: 'config', ok, findings });
    return ok ? 0 : 1;
  };
}

function linesOf({ colours }: Context, findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ field }) => field.length)) + 2;
  return findings
    .map(({ field, detail, problem }) => {
      const mark = problem === undefined ? colours.good('✓') : colours.bad('✗');
      return `  ${mark} ${field.padEnd(width)}${problem ?? detail ?? ''}`;
    })
    .join('\n');
}
