import { parseKey } from '@istsi/audit-log';
import type { WitnessSettings } from '@istsi/integration';
import { CliError } from '../errors.ts';

/** Those that a configuration names; undefined where it names none. */
export function witnessSettings({
  witnesses,
  quorum,
}: {
  witnesses?: readonly { url: string; key: string }[] | undefined;
  quorum?: number | undefined;
}): WitnessSettings | undefined {
  if (!witnesses) return undefined;
  const named = witnesses.map(({ url, key: text }) => {
    const key = parseKey(text, 'cosignature');
    if (key) return { url, key };
    const problems = `audit.witnesses: "${text}" is no verifier key of a witness (name+id+key, Ed25519 cosignatures)`;
    throw new CliError('cli/bad-configuration', { problems });
  });
  // Two that sign alike are one opinion.
  const count = new Set(named.map(({ key }) => Buffer.from(key.publicKey).toString('hex'))).size;
  if (count < named.length)
    throw new CliError('cli/bad-configuration', { problems: 'audit.witnesses: two of them have the same key' });
  if (quorum !== undefined && quorum > count)
    throw new CliError('cli/bad-configuration', { problems: `audit.quorum: ${quorum} of ${count} witnesses` });
  return { witnesses: named, quorum: quorum ?? count };
}
