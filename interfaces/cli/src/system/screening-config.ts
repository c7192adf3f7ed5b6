import type { ScreeningSettings } from '@istsi/integration';
import { z } from 'zod';
import { SecretUrl, secretOf } from '../settings/secret.ts';

/** What the services need of `screening` in istsi.json, with its secrets where they are. */
export const ScreeningConfig = z.strictObject({
  lists: z
    .array(z.strictObject({ name: z.string(), file: z.string(), key: z.string(), mostAgeDays: z.number().optional() }))
    .optional(),
  providers: z.array(z.strictObject({ name: z.string(), url: SecretUrl, token: secretOf(8) })).optional(),
});

/** Sanctions lists change every few days. */
const MOST_AGE_DAYS = 7;

export function screeningSettings(
  { lists = [], providers }: z.output<typeof ScreeningConfig> = {},
  allowed: readonly string[] | undefined,
): ScreeningSettings {
  return {
    lists: lists.map(({ mostAgeDays = MOST_AGE_DAYS, ...list }) => ({ ...list, mostAgeDays })),
    providers,
    allowed,
  };
}
