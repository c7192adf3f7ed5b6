import { type AlertChannel, defaultLimits, type MonitorSettings } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { Secret, SecretUrl, secretOf } from '../settings/secret.ts';

/** What the services need of `monitor` in istsi.json, with its secrets where they are. */
export const MonitorConfig = z.strictObject({
  metricsKey: secretOf(16).optional(),
  breaker: z.enum(['on', 'off']).optional(),
  breakerKey: Secret.optional(),
  takenBackSats: z.number().int().min(0).optional(),
  channels: z
    .array(
      z.strictObject({
        name: z.string(),
        url: SecretUrl.optional(),
        secret: secretOf(16).optional(),
        email: z.array(z.string()).optional(),
        severities: z.array(z.enum(['critical', 'warning', 'informational'])).optional(),
        escalation: z.boolean().optional(),
        digest: z.boolean().optional(),
        weeklyDigest: z.boolean().optional(),
      }),
    )
    .optional(),
  mail: z.strictObject({ server: SecretUrl, from: z.string() }).optional(),
  deadManUrl: SecretUrl.optional(),
});
type MonitorConfig = z.output<typeof MonitorConfig>;

/** The breaker is on unless somebody switched it off. */
export function monitorSettings({
  breaker,
  takenBackSats,
  channels = [],
  mail,
  deadManUrl,
}: MonitorConfig = {}): MonitorSettings {
  const limits = { ...defaultLimits, ...(takenBackSats !== undefined && { takenBackSats: BigInt(takenBackSats) }) };
  return {
    ...(breaker !== 'off' && { breaker: limits }),
    channels: [
      ...channels.map(channelOf),
      ...(deadManUrl === undefined ? [] : [{ name: 'dead-man', kind: 'dead-man' as const, url: deadManUrl }]),
    ],
    ...(mail && { mail: { url: mail.server, from: mail.from } }),
  };
}

function channelOf({
  url,
  secret = '',
  email = [],
  ...channel
}: NonNullable<MonitorConfig['channels']>[number]): AlertChannel {
  return url === undefined ? { ...channel, kind: 'email', to: email } : { ...channel, kind: 'webhook', url, secret };
}

export const breakerKey = ({ breakerKey: secret }: MonitorConfig = {}): { breaker?: Keypair } =>
  secret === undefined ? {} : { breaker: Keypair.fromSecret(secret) };
