import type { NetworkName } from '@istsi/bitcoin-custody';
import { z } from 'zod';
import { TrustedProxies } from '../trusted-proxies.ts';
import { contradictionsOfNats, Nats } from './nats-settings.ts';
import { holdsLogin, holdsPassword, SecretReference } from './secret.ts';
import { type Contradiction, path, SECRET_MARK, secret } from './setting-kinds.ts';

/** Custody's `networkNames`, without loading custody for every `--help`. */
export const bitcoinNetworks = ['mainnet', 'testnet', 'testnet4', 'signet', 'regtest'] as const satisfies NetworkName[];

const port = z.number().int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/, error: 'expected a URL that begins with http:// or https://' });
/** A URL without a password, or the place where the whole of it is. */
const secretUrl = (description: string, protocol: RegExp, error: string) =>
  z
    .union([
      z.url({ protocol, error }).refine((url) => !holdsPassword(url), {
        error: 'a URL with a password is a secret: put it into a file or a variable, as {"file": "…"} or {"env": "…"}',
      }),
      SecretReference,
    ])
    .meta({ description, [SECRET_MARK]: true });

const nodeUrl = (description: string) =>
  secretUrl(description, /^https?$/, 'expected a URL that begins with http:// or https://');

const Database = z.strictObject({
  url: secretUrl(
    'PostgreSQL. Without it the embedded one is started',
    /^postgres(ql)?$/,
    'expected a URL that begins with postgres://',
  ).optional(),
  port: port.describe('Of the embedded PostgreSQL').optional(),
});

const StellarSettings = z.strictObject({
  rpcUrl: httpUrl.describe('Stellar RPC. Without it the embedded network is started').optional(),
  second: z
    .strictObject({ rpcUrl: httpUrl.describe('RPC of somebody else, which must agree before value moves') })
    .optional(),
  networkPassphrase: z.string().min(1).describe('Refuses an RPC of any other network').optional(),
  friendbotUrl: httpUrl.describe('Faucet of a test network; by default the one that the RPC names').optional(),
  port: port.describe('Of the embedded network; 8000, or one near it that is free').optional(),
});

const BitcoinSettings = z.strictObject({
  network: z.enum(bitcoinNetworks).describe('regtest, unless said otherwise').optional(),
  rpcUrl: nodeUrl('Bitcoin Core. Without it the embedded regtest node is started').optional(),
  cookieFile: path('Its cookie file, in place of a user and password').optional(),
  second: z
    .strictObject({
      rpcUrl: nodeUrl('Another node, which must agree before value moves'),
      cookieFile: path('Its cookie file').optional(),
    })
    .optional(),
  esploraUrl: httpUrl.describe('An Esplora server, in place of a second node').optional(),
  startHeight: z.number().int().min(0).describe('First block that can pay the custody; 0 unless said').optional(),
  port: port.describe('Of the embedded node; 18443, or one near it that is free').optional(),
});

const Custody = z.strictObject({
  descriptors: z.array(z.string().min(1)).min(1).describe('Of every epoch, oldest first'),
  threshold: z.number().int().min(1).describe('How many signers attest a deposit and sign a payment'),
});

const Signer = z.strictObject({
  url: httpUrl.describe('Where it listens'),
  token: secret('What it expects of the services'),
  address: z
    .string()
    .regex(/^G[A-Z2-7]{55}$/, 'expected a Stellar address (G…)')
    .describe('What it signs as'),
  tls: z
    .strictObject({
      certificate: path('Its certificate'),
      ownKey: path('Key of the services'),
      ownCertificate: path('Certificate of the services'),
    })
    .describe('Needed where it is on another machine')
    .optional(),
});

const Guardian = z.strictObject({
  url: httpUrl.describe('Where it tells how it stands; on another machine behind a proxy with TLS'),
  address: z
    .string()
    .regex(/^G[A-Z2-7]{55}$/, 'expected a Stellar address (G…)')
    .describe('What it signs as: its key has the Guardian role'),
});

const Exchange = z.strictObject({
  reporters: z
    .array(
      z.strictObject({
        url: httpUrl.describe('Where it tells how it stands; on another machine behind a proxy with TLS'),
        address: z
          .string()
          .regex(/^G[A-Z2-7]{55}$/, 'expected a Stellar address (G…)')
          .describe('What it signs as: the oracle takes prices from it'),
      }),
    )
    .min(1)
    .describe('Who reports prices to the oracle; without them only the price itself is watched'),
});

const ServiceKeys = z.strictObject({
  operator: secret('Stellar key in the Operator role, which submits'),
  complianceOfficer: secret(
    'Stellar key that registers identities, and pauses where no monitor.breakerKey does; without it officers sign what registers, elsewhere. Refused on the public network',
  ).optional(),
  channels: secret('Stellar keys that pay for transactions, one a line'),
  webAuth: secret(
    'Stellar key of no other use, which signs challenges (SEP-10); without it wallets find no anchor',
  ).optional(),
  customers: secret(
    'Keys that customers’ data is kept under, one a line, the newest first; goes with webAuth',
  ).optional(),
});

/** Who shows more than a wallet's signature, and for which host. */
export const SecurityKeys = z.strictObject({
  requiredOf: z
    .array(z.enum(['super-admin', 'system-admin', 'compliance-officer', 'operator', 'guardian']))
    .describe('Roles whose holders show a security key (WebAuthn) to sign in; none unless said'),
  domain: z
    .string()
    .regex(/^[a-z0-9.-]{1,253}$/, 'expected a host, as in example.com')
    .describe('What security keys are made for: the dashboard’s host or what it ends with; the host asked unless said')
    .optional(),
  origins: z
    .array(httpUrl)
    .min(1)
    .describe('Pages that may ask for one, as https://admin.example.com; those of the host asked unless said')
    .optional(),
});

/** A path may be in it, as in `https://…/api`; who asks is a stranger's browser, so that nothing secret can be. */
const openUrl = httpUrl.refine((url) => !holdsLogin(url) && !/[?#]/.test(url), {
  error: 'everybody’s browser is told it: expected no user, password, query or fragment in it',
});

export const PageNodes = z.strictObject({
  stellar: z
    .array(openUrl)
    .describe('Stellar RPCs that the pages may ask themselves; the embedded network where that is used, else none')
    .optional(),
  bitcoin: z
    .array(openUrl)
    .describe('Likewise Esplora servers (https://…/api); the embedded node where that is used, else none')
    .optional(),
});

const Api = z.strictObject({
  host: z.string().min(1).describe('127.0.0.1 unless said otherwise').optional(),
  port: port.describe('8787, or one near it that is free').optional(),
  trustedProxies: TrustedProxies.describe(
    'Addresses and networks (CIDR) of reverse proxies; each of their clients has limits of its own then',
  ).optional(),
  publicUrl: httpUrl.describe('Where wallets reach it; http://localhost and its port unless said').optional(),
  homeDomain: z
    .string()
    .regex(/^[a-z0-9.-]{1,59}(:\d{1,5})?$/, 'expected a host, as in example.com')
    .describe('Host of stellar.toml; that of publicUrl unless said')
    .optional(),
  webAuthContract: z
    .string()
    .regex(/^C[A-Z2-7]{55}$/, 'expected the id of a contract (C…)')
    .describe('Web authentication contract (SEP-45); the one that `up` and `deploy` make unless said')
    .optional(),
  securityKeys: SecurityKeys.optional(),
  pageNodes: PageNodes.optional(),
  organization: z
    .strictObject({
      name: z.string().min(1).max(200).describe('Legal name of the issuer, for stellar.toml').optional(),
      url: httpUrl.describe('Its own page').optional(),
      supportEmail: z.email().describe('Where users ask for help').optional(),
    })
    .optional(),
  keys: z
    .strictObject({ operator: secret('API key of operators'), compliance: secret('API key of compliance officers') })
    .optional(),
});

const Proofs = z.strictObject({
  directory: path('Where proofs of reserves are published; `proofs` in the data directory unless said').optional(),
  publicUrl: httpUrl.describe('Where the world reads it; the API unless said').optional(),
  everyHours: z.number().positive().describe('24 unless said').optional(),
  liabilities: z
    .strictObject({ file: path('Balances owed off chain'), secretFile: path('What hides them in proofs') })
    .optional(),
});

const Channel = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected small letters, digits and hyphens'),
    url: nodeUrl('Webhook that alerts are posted to').optional(),
    secret: secret('What its messages are signed with (Standard Webhooks)').optional(),
    email: z.array(z.email()).min(1).describe('Who is written to').optional(),
    severities: z
      .array(z.enum(['critical', 'warning', 'informational']))
      .describe('How loud; critical and warning unless said')
      .optional(),
    escalation: z.boolean().describe('Told only of what nobody acknowledged').optional(),
    digest: z.boolean().describe('Told once a day, in one message, of what is informational').optional(),
    weeklyDigest: z.boolean().describe('Told on Mondays, in one message, of all that fired in the week').optional(),
  })
  .refine(({ url, email }) => (url === undefined) !== (email === undefined), { error: 'expected url or email' })
  .refine(({ url, secret: key }) => url === undefined || key !== undefined, { error: 'a webhook has a secret' });

const Monitor = z.strictObject({
  metricsKey: secret('Opens /metrics and nothing else; the operator’s key opens it too').optional(),
  breaker: z.enum(['on', 'off']).describe('Stops everything when the books are not true; on unless said').optional(),
  breakerKey: secret(
    'Stellar key that pauses, in the Guardian role and of no other use; the officer’s unless said',
  ).optional(),
  takenBackSats: z.number().int().min(0).describe('What Bitcoin may take back before; 1000000 unless said').optional(),
  channels: z.array(Channel).describe('Where people are told of alerts').optional(),
  mail: z
    .strictObject({
      server: secretUrl('Mail server', /^smtps?$/, 'expected a URL that begins with smtp:// or smtps://'),
      from: z.email().describe('Who writes'),
    })
    .optional(),
  deadManUrl: nodeUrl('Told every minute that somebody watches').optional(),
});

const listName = z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected small letters, digits and hyphens');

const Screening = z.strictObject({
  lists: z
    .array(
      z.strictObject({
        name: listName,
        file: path('A C2SP signed note: `istsi screening list`, when it was made, and a chain and an address a line'),
        key: z
          .string()
          .regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/, 'expected a verifier key: name+id+base64')
          .describe('Verifier key of who signs it'),
        mostAgeDays: z.number().int().min(1).max(365).describe('An older list clears nobody; 7 unless said').optional(),
      }),
    )
    .min(1)
    .optional(),
  providers: z
    .array(z.strictObject({ name: listName, url: nodeUrl('Is posted an address'), token: secret('Its bearer token') }))
    .min(1)
    .optional(),
});

const stroops = (description: string) => z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).describe(description);

const Sponsor = z.strictObject({
  keys: secret(
    'Stellar keys without role, tokens or other use, one a line; on the embedded network those that `up` makes unless said',
  ).optional(),
  callStroops: stroops('The most for one call, in stroops (0.0000001 XLM); 20000000 unless said').optional(),
  identityDayStroops: stroops('The most for one identity in any 24 hours; 30000000 unless said').optional(),
  dayStroops: stroops('The most for everybody in any 24 hours; 1000000000 unless said').optional(),
  totalStroops: stroops('The most in all, ever; 100000000000 unless said').optional(),
});

const whole = (most: number, description: string) => z.number().int().min(1).max(most).describe(description).optional();

const Inbox = z.strictObject({
  key: secret('Stellar key of an account with two lumens, a registered identity of its own, and no role or other use'),
  mostHeldSats: whole(
    Number.MAX_SAFE_INTEGER,
    'So much is asked of everybody together at a time, in satoshis; 10000000 unless said',
  ),
  validMinutes: whole(1_440, 'How long a wallet has to send what it was told to; 60 unless said'),
});

const deliveryMethods = (description: string) =>
  z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'expected letters, digits, hyphens and underscores'),
        description: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .describe(description);
const decimal = (description: string) =>
  z
    .string()
    .regex(/^\d{1,15}(\.\d{1,7})?$/, 'expected an amount, as in "25000.00"')
    .describe(description);

/** A classic pair, whose prices the exchange makes. */
export const Quotes = z.strictObject({
  asset: z
    .string()
    .regex(/^(native|[A-Za-z0-9]{1,12}:G[A-Z2-7]{55})$/, 'expected native or CODE:ISSUER')
    .describe('Classic asset of Stellar: `CODE:ISSUER`, or `native`'),
  satsPerUnit: z
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .describe('Satoshis that one unit of it stands for; 100000000, a bitcoin, unless said')
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected a currency of ISO 4217, as in USD')
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'there is no such currency in ISO 4217')
    .describe('Currency; a token of the exchange counts as it'),
  feeBps: z.number().int().min(0).max(1_000).describe('Of what is given; the exchange’s unless said').optional(),
  validSeconds: z.number().int().min(30).max(86_400).describe('How long a quote holds; 300 unless said').optional(),
  reserve: z.strictObject({
    asset: decimal('Units of the asset that are kept for open quotes; nobody is promised more'),
    currency: decimal('Likewise of the currency'),
  }),
  sellDeliveryMethods: deliveryMethods('How customers pay the currency in; a bank transfer unless said').optional(),
  buyDeliveryMethods: deliveryMethods('How they are paid it out; a bank transfer unless said').optional(),
  countryCodes: z
    .array(z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'expected ISO 3166-1 alpha-2 or 3166-2'))
    .describe('Where; anywhere unless said')
    .optional(),
});

const days = (description: string) => z.number().int().min(1).max(36_500).describe(description).optional();

const Customers = z.strictObject({
  unfinishedDays: days('What a customer began, and left for so long, is erased; 90 unless said'),
  documentsDays: days('Documents of accepted customers are erased so long after the last change; kept unless said'),
  rejectedDays: days('Rejected customers are erased so long after, and may ask again; kept unless said'),
});

const Archive = z.strictObject({
  directory: path('Where: on another disk than the database'),
  days: z.number().int().min(2).max(3_650).describe('What is so old is archived; 90 unless said').optional(),
  prune: z
    .boolean()
    .describe(
      'Whether events, and steps of operations, are deleted from the database once the archive has them; false unless said',
    )
    .optional(),
});

const Tracing = z.strictObject({
  endpoint: httpUrl.describe('An OpenTelemetry collector (OTLP over HTTP, JSON); /v1/traces is added'),
  authorization: secret('Its header `authorization`').optional(),
});

/** `istsi.json`: what is named is connected to, everything else is started on this machine. */
export const SystemSettings = z
  .strictObject({
    $schema: z.string().describe('docs/istsi.schema.json, for editors').optional(),
    dataDir: path('Where the state of what runs here is kept; `.istsi` unless said').optional(),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).describe('info unless said').optional(),
    database: Database.optional(),
    stellar: StellarSettings.optional(),
    bitcoin: BitcoinSettings.optional(),
    manifest: path('Manifest of a system that `istsi deploy` made. Without it `up` deploys').optional(),
    custody: Custody.optional(),
    signers: z.array(Signer).min(1).describe('Signers elsewhere. Without it three are started here').optional(),
    guardian: Guardian.optional(),
    exchange: Exchange.optional(),
    quotes: Quotes.describe('A classic asset that is quoted in a currency (SEP-38); none unless said').optional(),
    keys: ServiceKeys.optional(),
    api: Api.optional(),
    withdrawals: z
      .strictObject({
        batchWindowMs: z
          .number()
          .int()
          .min(0)
          .describe('How long a withdrawal waits for others; 1000 on the embedded Bitcoin node')
          .optional(),
      })
      .optional(),
    proofs: Proofs.optional(),
    audit: z
      .strictObject({
        anchorEveryMinutes: z
          .number()
          .positive()
          .describe('How often the audit log’s checkpoint is written on Stellar at most; 60 unless said')
          .optional(),
        formerLogs: z
          .array(z.string().min(1))
          .describe('Origins of audit logs that were given up on purpose; another one may take their place on Stellar')
          .optional(),
        witnesses: z
          .array(
            z.strictObject({
              url: httpUrl.describe('Where it is asked (C2SP tlog-witness): its submission and monitoring prefix'),
              key: z.string().min(1).describe('Its verifier key for cosignatures: name+id+key'),
            }),
          )
          .min(1)
          .describe(
            'Who must have cosigned what is published of the audit log: each a `url` and a verifier `key`. Without them the guardian of `up` is the witness',
          )
          .optional(),
        quorum: z.number().int().min(1).describe('So many of them must have; all unless said').optional(),
      })
      .refine(
        ({ witnesses = [], quorum }) => quorum === undefined || quorum <= witnesses.length,
        'audit.quorum is more than there are witnesses',
      )
      .describe('Audit log')
      .optional(),
    reconciliation: z
      .strictObject({
        everyMinutes: z
          .number()
          .int()
          .min(1)
          .max(1_440)
          .describe('How often both chains are held against each other; 60 unless said, 5 on regtest')
          .optional(),
      })
      .optional(),
    monitor: Monitor.optional(),
    customers: Customers.describe('How long what customers sent is kept (SEP-12)').optional(),
    archive: Archive.describe('What is old, kept outside of the database; nothing unless said').optional(),
    nats: Nats.describe('Where events are relayed to; nowhere unless said').optional(),
    tracing: Tracing.describe('Where it is told what was done, and within what; nowhere unless said').optional(),
    sponsor: Sponsor.describe(
      'Who pays for holders without lumens; on the embedded network somebody does, elsewhere nobody unless said',
    ).optional(),
    inbox: Inbox.describe(
      'What takes withdrawals as transfers, of wallets that sign nothing else; nobody does unless said',
    ).optional(),
    screening: Screening.describe('Whose lists hold deposits and withdrawals; nobody is asked unless said').optional(),
  })
  .superRefine((settings, context) => {
    for (const { path: at, problem } of contradictions(settings))
      context.addIssue({ code: 'custom', path: at, message: problem });
  });
export type SystemSettings = z.output<typeof SystemSettings>;

/** What would otherwise be taken for settings that hold, and is ignored. */
function contradictions({
  stellar = {},
  bitcoin = {},
  custody,
  signers,
  keys,
  monitor,
  nats,
  sponsor,
}: Shape): Contradiction[] {
  const found: Contradiction[] = [];
  const say = (at: string, problem: string) => found.push({ path: at.split('.'), problem });
  if (stellar.second && !stellar.rpcUrl) say('stellar.second', 'the embedded network has no second view; name rpcUrl');
  if (!bitcoin.rpcUrl) {
    const first = 'name rpcUrl, the node that it belongs to';
    if (bitcoin.cookieFile) say('bitcoin.cookieFile', first);
    if (bitcoin.second) say('bitcoin.second', `a second view needs a first: ${first}`);
    if (bitcoin.esploraUrl) say('bitcoin.esploraUrl', `a second view needs a first: ${first}`);
    if (bitcoin.network && bitcoin.network !== 'regtest')
      say('bitcoin.network', `the embedded node is regtest; name rpcUrl for ${bitcoin.network}`);
  }
  if (bitcoin.esploraUrl && bitcoin.second) say('bitcoin.esploraUrl', 'there are two views at most: this or second');
  if (signers && !custody) say('custody', 'signers elsewhere have a custody of their own: name its descriptors');
  if (custody && !signers) say('signers', 'a custody of your own has signers of your own: name them');
  if (custody && signers && custody.threshold > signers.length)
    say('custody.threshold', `${custody.threshold} of ${signers.length} signers can never agree`);
  if (keys && !keys.complianceOfficer && !monitor?.breakerKey && monitor?.breaker !== 'off')
    say(
      'monitor.breakerKey',
      'without keys.complianceOfficer no key here pauses the system: name one, or switch monitor.breaker off',
    );
  if ((keys?.webAuth === undefined) !== (keys?.customers === undefined))
    say('keys.customers', 'an anchor needs both: keys.webAuth, and keys.customers for what it keeps of people');
  if (sponsor && !sponsor.keys && stellar.rpcUrl)
    say('sponsor.keys', 'nobody fills accounts on a network of others: name keys of accounts that have lumens');
  if (nats) found.push(...contradictionsOfNats(nats));
  if (!monitor?.mail && monitor?.channels?.some(({ email }) => email))
    say('monitor.mail', 'a channel writes to people: name the mail server');
  return found;
}

interface Shape {
  nats?: z.output<typeof Nats> | undefined;
  sponsor?: z.output<typeof Sponsor> | undefined;
  monitor?: z.output<typeof Monitor> | undefined;
  stellar?: z.output<typeof StellarSettings> | undefined;
  bitcoin?: z.output<typeof BitcoinSettings> | undefined;
  custody?: z.output<typeof Custody> | undefined;
  signers?: z.output<typeof Signer>[] | undefined;
  keys?: z.output<typeof ServiceKeys> | undefined;
}
