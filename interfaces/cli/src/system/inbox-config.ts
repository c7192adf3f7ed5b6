import { defaultInboxBounds, type InboxSettings } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { Secret } from '../settings/secret.ts';

/** What the services need of `inbox` in istsi.json, with its secret where it is. */
export const InboxConfig = z.strictObject({
  key: Secret,
  mostHeldSats: z.number().int().min(1).optional(),
  validMinutes: z.number().int().min(1).optional(),
});

const MINUTE_MS = 60_000;

/** `others`: secret keys that have a use. A key that holds what is others' has none beside it. */
export function inboxSettings(
  config: z.output<typeof InboxConfig> | undefined,
  others: readonly string[],
): { inbox?: InboxSettings } {
  if (!config) return {};
  const { key, mostHeldSats, validMinutes } = config;
  if (others.includes(key))
    throw new CliError('cli/bad-configuration', { problems: 'inbox.key: it is of an account of no other use' });
  return {
    inbox: {
      ...{ ...defaultInboxBounds, key: Keypair.fromSecret(key) },
      ...(mostHeldSats !== undefined && { mostHeldSats: BigInt(mostHeldSats) }),
      ...(validMinutes !== undefined && { validForMs: validMinutes * MINUTE_MS }),
    },
  };
}
