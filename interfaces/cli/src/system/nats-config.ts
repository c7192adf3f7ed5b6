import { defaultNats, type NatsSettings } from '@istsi/integration';
import { z } from 'zod';
import { Secret } from '../settings/secret.ts';
import { readNamedFile } from '../state/named-file.ts';

/** What the services need of `nats` in istsi.json, with its secrets where they are. */
export const NatsConfig = z.strictObject({
  servers: z.array(z.string()).min(1),
  stream: z.string().optional(),
  subjectPrefix: z.string().optional(),
  replicas: z.number().optional(),
  retentionDays: z.number().optional(),
  credentials: Secret.optional(),
  user: z.string().optional(),
  password: Secret.optional(),
  token: Secret.optional(),
  tls: z
    .strictObject({
      authority: z.string().optional(),
      ownKey: z.string().optional(),
      ownCertificate: z.string().optional(),
    })
    .optional(),
});
type NatsConfig = z.output<typeof NatsConfig>;

const DAY_MS = 86_400_000;

/** With what the files that it names hold. */
export function natsSettings(config: NatsConfig): NatsSettings {
  const { servers, retentionDays, tls } = config;
  const { stream = defaultNats.stream, subjectPrefix = defaultNats.subjectPrefix } = config;
  return {
    ...{ servers, stream, subjectPrefix, replicas: config.replicas ?? defaultNats.replicas },
    ...(retentionDays !== undefined && { retentionMs: retentionDays * DAY_MS }),
    login: loginOf(config),
    tls: tls && readTls(tls),
  };
}

function loginOf({ credentials, user, password = '', token }: NatsConfig): NatsSettings['login'] {
  if (credentials !== undefined) return { credentials };
  if (token !== undefined) return { token };
  return user === undefined ? undefined : { user, password };
}

function readTls({ authority, ownKey, ownCertificate }: NonNullable<NatsConfig['tls']>): NatsSettings['tls'] {
  return {
    ...(authority !== undefined && { ca: readNamedFile(authority) }),
    ...(ownKey !== undefined &&
      ownCertificate !== undefined && {
        own: { key: readNamedFile(ownKey), certificate: readNamedFile(ownCertificate) },
      }),
  };
}
