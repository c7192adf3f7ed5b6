import { z } from 'zod';
import { holdsLogin } from './secret.ts';
import { type Contradiction, path, secret } from './setting-kinds.ts';

const natsName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected letters, digits, hyphens and underscores');

export const Nats = z.strictObject({
  servers: z
    .array(
      z
        .url({ protocol: /^(nats|tls)$/, error: 'expected a URL that begins with nats:// or tls://' })
        .refine((url) => !holdsLogin(url), {
          error: 'who the relay is does not stand in the URL: name user, or token',
        }),
    )
    .min(1)
    .describe('NATS servers with JetStream; tls:// speaks TLS or not at all'),
  stream: natsName.describe('The relay’s own stream, made where it is missing; ISTSI_EVENTS unless said').optional(),
  subjectPrefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, 'expected words with dots between them')
    .describe('What subjects begin with; istsi.events unless said')
    .optional(),
  replicas: z
    .number()
    .int()
    .min(1)
    .max(5)
    .describe('Servers that keep a stream that is made; 1 unless said')
    .optional(),
  retentionDays: z
    .number()
    .positive()
    .describe('How long a stream that is made keeps events; for ever unless said')
    .optional(),
  credentials: secret('What a .creds file holds').optional(),
  user: z.string().min(1).describe('Who the relay is').optional(),
  password: secret('Its password; goes with user').optional(),
  token: secret('In place of a user').optional(),
  tls: z
    .strictObject({
      authority: path(
        'Certificate of who vouches for the servers; those that this machine trusts unless said',
      ).optional(),
      ownKey: path('Key of the relay').optional(),
      ownCertificate: path('Certificate of the relay; goes with ownKey').optional(),
    })
    .describe('TLS or not at all')
    .optional(),
});

/** What the relay would not do, or would send where others read it. */
export function contradictionsOfNats({
  servers,
  credentials,
  user,
  password,
  token,
  tls,
}: z.output<typeof Nats>): Contradiction[] {
  const found: Contradiction[] = [];
  const say = (field: string, problem: string) => found.push({ path: ['nats', field], problem });
  if ([credentials, user, token].filter((login) => login !== undefined).length > 1)
    say('user', 'the relay is one of these: credentials, a user with its password, or a token');
  if ((user === undefined) !== (password === undefined)) say('password', 'a user has a password: name both');
  if ((tls?.ownKey === undefined) !== (tls?.ownCertificate === undefined))
    say('tls', 'a certificate has a key: name ownKey and ownCertificate');
  const inTheClear = servers.filter((url) => url.startsWith('nats://') && !isThisMachine(new URL(url).hostname));
  if ((password ?? token) !== undefined && !tls && inTheClear.length > 0)
    say('servers', `a secret would be sent in the clear to ${inTheClear.join(', ')}: name it with tls://`);
  return found;
}

/** Without loading custody for every `--help`. */
const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
