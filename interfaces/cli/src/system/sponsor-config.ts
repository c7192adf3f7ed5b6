import { defaultSponsorBudgets, type SponsorSettings } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { Secret } from '../settings/secret.ts';

/** Keys in a file, one a line. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const stroops = z.number().int().min(0).optional();

/** What the services need of `sponsor` in istsi.json, with its secrets where they are. */
export const SponsorConfig = z.strictObject({
  /** One by one, or a text of one a line. */
  keys: z.union([z.array(Secret).min(1), Secret.transform(wordsOf).pipe(z.array(z.string()).min(1))]),
  callStroops: stroops,
  identityDayStroops: stroops,
  dayStroops: stroops,
  totalStroops: stroops,
});

/** `others`: secret keys that have a use. A key that pays for whoever asks has none beside it. */
export function sponsorSettings(
  config: z.output<typeof SponsorConfig> | undefined,
  others: readonly string[],
): { sponsor?: SponsorSettings } {
  if (!config) return {};
  const { keys, ...sums } = config;
  if (new Set([...keys, ...others]).size < keys.length + new Set(others).size)
    throw new CliError('cli/bad-configuration', { problems: 'sponsor.keys: each is an account of no other use' });
  const given = Object.entries(sums).filter(([, sum]) => sum !== undefined);
  const budgets = Object.fromEntries(given.map(([name, sum]) => [name, BigInt(sum!)]));
  return { sponsor: { keys: keys.map((key) => Keypair.fromSecret(key)), ...defaultSponsorBudgets, ...budgets } };
}
