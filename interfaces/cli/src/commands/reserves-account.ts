import { readFile, writeFile } from 'node:fs/promises';
import { proveAccount } from '@istsi/integration';
import { Statement, verifyAccount } from '@istsi/reserves';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { publishedSource } from '../reserves/published-source.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatCount } from '../terminal/format.ts';

/** `istsi reserves prove-account <id>`: what the owner of a balance off chain is given, to check it alone. */
export function reservesProveAccount(id: string, options: { output?: string }): Command {
  return async (context) => {
    const { liabilities } = dataDirectory(context.configuration.dataDirectory);
    const proof = await proveAccount(liabilities, id);
    if (!proof)
      throw new CliError('cli/bad-argument', { argument: id, problem: `it has no balance in ${liabilities.file}` });
    const text = `${JSON.stringify(proof, null, 2)}\n`;
    if (options.output === undefined) context.print(text.trimEnd(), { step: 'prove-account', proof });
    else {
      await writeFile(options.output, text, { mode: 0o600 });
      context.print(`  ${options.output}: give it to the owner of the account only.`, { step: 'prove-account', id });
    }
    return 0;
  };
}

/** `istsi reserves verify-account <file> [directory or URL]`: is my balance part of what was published? */
export function reservesVerifyAccount(file: string, place: string | undefined): Command {
  return async (context) => {
    const from =
      place ?? `${requireRunning(context.configuration.dataDirectory).endpoints.apiUrl}/v1/reserves/proofs/latest`;
    const text = await publishedSource(from)('statement.json');
    const statement = text === undefined ? undefined : Statement.safeParse(JSON.parse(text)).data;
    if (!statement)
      throw new CliError('cli/bad-argument', { argument: from, problem: 'there is no statement of reserves' });
    const check = verifyAccount(await readFile(file, 'utf8'), statement);
    const facts = { step: 'verify-account', from, included: check.ok };
    if (!check.ok) {
      context.print(`  ${context.colours.bad('✗')} The account is NOT part of ${from}: ${check.reason}`, {
        ...facts,
        reason: check.reason,
      });
      return 1;
    }
    const { id, balanceSats, sumSats, accounts } = check;
    const words = `"${id}" is one of ${formatCount(accounts)} accounts with ${formatCount(balanceSats)} of ${formatCount(sumSats)} sats that are owed off chain`;
    context.print(
      `  ${context.colours.good('✓')} ${words}.\n  Whether that statement holds is another question: \`istsi reserves verify\``,
      { ...facts, id, balance_sats: String(balanceSats), sum_sats: String(sumSats), accounts },
    );
    return 0;
  };
}
