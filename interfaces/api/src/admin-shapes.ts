import { actRoles, apiKeyScopes, isUserAddress, operationKinds, operationPhases, roleNames } from '@istsi/integration';
import { z } from 'zod';
import {
  Archived,
  AwaitedRegistration,
  Country,
  Hash,
  Outpoint,
  Sats,
  SatsAmount,
  Tier,
  UserAddress,
} from './shapes.ts';
import { WRONG_CHECKSUM } from './user-address.ts';

export const AdminRole = z.enum(roleNames).meta({ id: 'AdminRole', description: 'As the router gives them' });

export const Account = z
  .string()
  .regex(/^G[A-Z2-7]{55}$/, 'expected a Stellar account (G…)')
  .refine((text) => isUserAddress(text), WRONG_CHECKSUM)
  .meta({ id: 'Account' });

export const Session = z
  .object({
    account: Account,
    roles: z.array(AdminRole),
    expires_at: z.string(),
    acts: z.array(z.enum(Object.keys(actRoles) as [string, ...string[]])).describe('What these roles may sign'),
    routes: z.array(z.string()).describe('What they open that is not everybody’s, as this description names it'),
    key_scopes: z.array(z.enum(apiKeyScopes)).describe('What they may make keys of programs for'),
    second_factor: z
      .object({
        state: z.enum(['not-needed', 'needed', 'shown']),
        required: z.boolean().describe('The role has to have a security key'),
        enrolled: z.boolean().describe('One is added'),
        fresh_until: z.string().nullable().describe('Until then it counts for what cannot be undone'),
      })
      .describe('The security key. Until it is shown where it is needed, nothing but that is open'),
  })
  .meta({ id: 'Session' });

/** Of an operation in the path: an outpoint, or 64 hex digits. */
export const OperationId = z.union([Outpoint, Hash]).meta({ id: 'OperationId' });
export const OperationKind = z.enum(operationKinds).meta({ id: 'OperationKind' });
export const OperationPhase = z.enum(operationPhases).meta({ id: 'OperationPhase' });
export const ISO_TIME = z.string().describe('ISO 8601');

const operation = {
  id: z.string().describe('Outpoint of a deposit; 64 hex digits of everything else'),
  kind: OperationKind,
  state: z.string(),
  phase: OperationPhase,
  user: z.string().nullable(),
  amount_sats: Sats.nullable(),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable().describe('What is in its way'),
  failures: z.number().int(),
  bitcoin_transaction: z.string().nullable(),
  bitcoin_height: z.number().int().nullable(),
  stellar_transaction: z.string().nullable(),
  created_at: ISO_TIME,
  updated_at: ISO_TIME,
};
export const Operation = z.object(operation).meta({ id: 'Operation' });

export const OperationPage = z
  .object({ items: z.array(Operation), next_cursor: z.string().nullable() })
  .meta({ id: 'OperationPage' });

export const OperationDetail = z
  .object({
    ...operation,
    operation_id: z.string().nullable().describe('As the router and the events name it'),
    next: z.object({ text: z.string(), at: ISO_TIME.nullable() }).describe('What happens next, and when'),
    archived: Archived,
    timeline: z.array(
      z.object({
        id: z.string(),
        at: ISO_TIME.nullable(),
        source: z.enum(['bitcoin', 'services', 'signers', 'stellar']),
        what: z.string(),
        detail: z.record(z.string(), z.string()),
        transaction: z.string().nullable(),
      }),
    ),
    related: z.array(
      z.object({
        id: z.string(),
        relation: z.enum(['pays', 'paid-by', 'returns', 'returned-by', 'version', 'withdrawn-as']),
      }),
    ),
    submissions: z.array(
      z.object({
        ...{ hash: z.string(), purpose: z.string(), fate: z.string() },
        ...{ envelope: z.string().describe('base64 XDR'), created_at: ISO_TIME },
      }),
    ),
  })
  .meta({ id: 'OperationDetail' });

export const OperationsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: OperationId.optional().describe('`next_cursor` of the page before'),
  kind: OperationKind.optional(),
  phase: OperationPhase.optional(),
  state: z
    .string()
    .regex(/^[a-z-]{1,20}$/)
    .optional(),
  user: UserAddress.optional(),
});

const Payload = z
  .array(z.string())
  .describe('The payload as the ledger has it: bytes in hex, cases of enums as numbers, what has parts as JSON');

export const Proposal = z
  .object({
    id: z.number().int(),
    action: z.string(),
    values: Payload,
    description: z.string().describe('What it would do'),
    standing: z.enum(['needs-approvals', 'waiting', 'executable', 'expired', 'executed', 'cancelled']),
    standing_text: z.string(),
    approvals_missing: z.number().int(),
    proposer: z.string(),
    approvals: z.array(z.string()),
    objections: z.array(z.string()),
    created_at: ISO_TIME,
    executable_at: ISO_TIME.nullable(),
    expires_at: ISO_TIME,
  })
  .meta({ id: 'Proposal' });

export const Effects = z
  .array(z.object({ what: z.string(), before: z.string(), after: z.string() }))
  .describe('What it changes, as it is and as it would be, where the contracts can be asked');

export const Governance = z
  .object({
    paused: z.boolean(),
    mode: z.enum(['Normal', 'Maintenance', 'Emergency']),
    rules: z.object({
      threshold: z.number().int(),
      delay_seconds: z.number().int(),
      expiry_seconds: z.number().int(),
    }),
    people: z.array(z.object({ address: z.string(), roles: z.array(AdminRole) })),
    custodians: z.object({ addresses: z.array(z.string()), threshold: z.number().int() }),
    limits: z.array(
      z.object({
        ...{ tier: z.number().int(), operation: z.string() },
        ...{ per_operation_sats: Sats, daily_sats: Sats, monthly_sats: Sats },
      }),
    ),
    proposals: z.array(Proposal).describe('What is open, oldest first'),
  })
  .meta({ id: 'Governance' });

const Ready = z.boolean().describe('Whether that moment has come, by the newest ledger’s clock');

export const Approvals = z
  .object({
    proposals: z.array(Proposal).describe('What Super Admins decide, oldest first; expired ones apart'),
    stop: z
      .object({ by: z.string(), reason: z.string(), at: ISO_TIME, ends_at: ISO_TIME })
      .nullable()
      .describe('Somebody wants the system stopped, and another one has to stop it'),
    returns: z
      .array(
        z.object({
          ...{ outpoint: Outpoint, amount_sats: Sats, bitcoin_address: z.string().nullable(), max_fee_sats: Sats },
          ...{ by: z.string(), at: ISO_TIME, ready_at: ISO_TIME.describe('From when on another officer may agree') },
          ready: Ready,
        }),
      )
      .describe('Deposits of nobody that one officer wants paid to an address'),
    recoveries: z
      .array(
        z.object({
          ...{ lost: z.string(), replacement: z.string(), by: z.string() },
          reason: z.string().nullable().describe('Null while the event that says it is not read yet'),
          ...{ ready_at: ISO_TIME.describe('From when on another officer may finish it'), ends_at: ISO_TIME },
          ready: Ready,
        }),
      )
      .describe('Addresses that one officer wants given up for another one of the same holder'),
    registrations: z
      .array(AwaitedRegistration)
      .describe(
        'Who is to be registered, or raised to a higher tier, where the services hold no officer’s key; who waits longest first, at most 100',
      ),
  })
  .meta({ id: 'Approvals', description: 'What one person began, and another one has to end' });

const ProposalId = z.number().int().min(0).max(0xffff_ffff);
const Reason = z.string().trim().min(3).max(64).describe('Recorded on chain');
const Values = z.array(z.string().max(4_000)).max(20).describe('As `istsi governance propose` takes them');
const Name = z.string().regex(/^[\w-]{1,60}$/);

/** What a person of the system wants to sign. */
export const ActRequest = z
  .discriminatedUnion('do', [
    z.strictObject({ do: z.literal('propose'), action: Name, values: Values }),
    z.strictObject({ do: z.literal('administer'), contract: Name, setting: Name, values: Values }),
    z.strictObject({ do: z.enum(['approve', 'execute', 'cancel']), id: ProposalId }),
    z.strictObject({ do: z.enum(['pause', 'ask-pause']), reason: Reason }),
    z.strictObject({ do: z.literal('set-mode'), mode: z.enum(['Maintenance', 'Emergency']) }),
    z.strictObject({
      ...{ do: z.literal('resolve'), operation: Hash, resolution: z.enum(['Retry', 'Refund', 'MarkFailed']) },
      reason: Reason,
    }),
    z.strictObject({
      ...{ do: z.literal('propose-return'), outpoint: Outpoint, address: z.string().min(1).max(100) },
      max_fee_sats: SatsAmount,
    }),
    z.strictObject({ do: z.literal('approve-return'), outpoint: Outpoint, address: z.string().min(1).max(100) }),
    z.strictObject({ do: z.enum(['hold-return', 'release-return']), outpoint: Outpoint }),
    z.strictObject({
      ...{ do: z.enum(['freeze', 'unfreeze', 'start-review', 'end-review']), user: UserAddress, reason: Reason },
    }),
    z.strictObject({
      do: z.literal('set-tier'),
      user: UserAddress,
      tier: Tier.describe('Above 2, and above what it is, once two officers have accepted the customer at it'),
      reason: Reason,
    }),
    z.strictObject({
      ...{ do: z.literal('register'), user: UserAddress, tier: Tier, country: Country },
      expires_at: z.iso.datetime().describe('When the verification no longer counts'),
    }),
    z.strictObject({
      ...{ do: z.literal('renew'), user: UserAddress, reason: Reason },
      expires_at: z.iso.datetime().describe('Until when the verification counts, from now on'),
    }),
    z.strictObject({
      ...{ do: z.literal('request-recovery'), user: UserAddress.describe('The lost one'), replacement: UserAddress },
      reason: Reason,
    }),
    z.strictObject({ do: z.literal('stop-recovery'), user: UserAddress, reason: Reason }),
    z.strictObject({ do: z.literal('finish-recovery'), user: UserAddress }),
  ])
  .meta({ id: 'ActRequest' });

export const PreparedAct = z
  .object({
    envelope: z.string().describe('base64 XDR, unsigned'),
    stellar_transaction: z.string(),
    network_passphrase: z.string(),
    valid_until: ISO_TIME,
    stellar_fee_stroops: z.string(),
    description: z.string().nullable().describe('Of a decision: what the router would do'),
    decides: z
      .object({ action: z.string(), values: Payload })
      .nullable()
      .describe('Of a decision: what is decided, which a signature names by its number alone'),
    effects: Effects,
  })
  .meta({ id: 'PreparedAct' });

export const ActOutcome = z
  .object({
    done: z.boolean(),
    stellar_transaction: z.string(),
    note: z.string().nullable().describe('Why the network has not decided yet'),
    running: z.array(z.string()).describe('After a pause: registered contracts that could not be paused'),
  })
  .meta({ id: 'ActOutcome' });

export const SearchResult = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(['operation', 'user', 'proposal', 'contract', 'event', 'proof']),
        ...{ id: z.string(), title: z.string() },
      }),
    ),
  })
  .meta({ id: 'SearchResult' });

export const Volumes = z
  .object({
    days: z.array(
      z.object({
        ...{ day: z.string(), deposits: z.number().int(), deposited_sats: Sats },
        ...{ withdrawals: z.number().int(), withdrawn_sats: Sats },
      }),
    ),
  })
  .meta({ id: 'Volumes' });
