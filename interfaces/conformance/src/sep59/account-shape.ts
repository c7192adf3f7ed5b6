import { need } from '../check.ts';

export type Offering = Readonly<Record<string, unknown>> & { kind: string };

const KINDS = ['crypto_address', 'virtual_account', 'bank_account'];
const STATUSES = ['pending', 'active', 'deactivated', 'error'];
/** Financial account fields of SEP-9, as `instructions` may name them. */
const FIELDS = new Set(
  [
    ...[
      'bank_name',
      'bank_account_type',
      'bank_account_number',
      'bank_number',
      'bank_phone_number',
      'bank_branch_number',
    ],
    ...['external_transfer_memo', 'clabe_number', 'cbu_number', 'cbu_alias', 'mobile_money_number'],
    ...['mobile_money_provider', 'crypto_address', 'crypto_memo'],
  ].flatMap((name) => [name, `organization.${name}`]),
);
const CAIP2 = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function text(of: Readonly<Record<string, unknown>>, name: string, what: string): string {
  const value = of[name];
  need(typeof value === 'string' && value !== '', `${what} has no \`${name}\`: ${JSON.stringify(of).slice(0, 200)}`);
  return value;
}

/** What every offering and account of a kind names. */
function needKind(of: Readonly<Record<string, unknown>>, what: string): string {
  const kind = text(of, 'kind', what);
  need(KINDS.includes(kind), `${what} is of the kind ${kind}`);
  if (kind === 'crypto_address') {
    need(CAIP2.test(text(of, 'chain_id', what)), `${what}: \`chain_id\` ${String(of.chain_id)} is none of CAIP-2`);
    text(of, 'network', what);
    return kind;
  }
  need(
    /^[A-Z]{2}$/.test(text(of, 'country_code', what)),
    `${what}: \`country_code\` ${String(of.country_code)} is none of ISO 3166-1 alpha-2`,
  );
  need(
    /^[A-Z]{3}$/.test(text(of, 'currency', what)),
    `${what}: \`currency\` ${String(of.currency)} is none of ISO 4217`,
  );
  text(of, 'rail', what);
  return kind;
}

export function needOfferings(offerings: unknown): Offering[] {
  need(Array.isArray(offerings), '`offerings` is no list');
  const all = offerings as Offering[];
  for (const offering of all) needKind(offering, 'an offering');
  for (const { kind, chain_id: chain, currency } of all) {
    if (kind !== 'crypto_address' || currency !== undefined) continue;
    const beside = all.filter((other) => other.chain_id === chain);
    need(beside.length === 1, `several offerings are of ${String(chain)}, and one of them names no \`currency\``);
  }
  return all;
}

export interface Account {
  id: string;
  status: string;
  stellarAccount: string;
}

/** `isContractToken`: whether stellar.toml lists the code as a token that is a contract, which SEP-11 has no text for. */
export function needAccount(value: unknown, isContractToken: (code: string) => boolean): Account {
  need(typeof value === 'object' && value !== null, 'there is no `account` object');
  const account = value as Record<string, unknown>;
  needKind(account, 'the account');
  if (account.kind === 'crypto_address') text(account, 'currency', 'the account');
  const [id, status] = [text(account, 'id', 'the account'), text(account, 'status', 'the account')];
  need(STATUSES.includes(status), `\`status\` is ${status}`);
  for (const name of ['created_at', 'updated_at'])
    need(ISO_TIME.test(text(account, name, 'the account')), `\`${name}\` is no ISO 8601: ${String(account[name])}`);
  const asset = text(account, 'stellar_asset', 'the account');
  const isAsset = asset === 'native' || /^[A-Za-z0-9]{1,12}:G[A-Z2-7]{55}$/.test(asset) || isContractToken(asset);
  need(
    isAsset,
    `\`stellar_asset\` is ${asset}: neither \`native\` nor Code:Issuer, nor the code of a contract token in stellar.toml`,
  );
  needInstructions(account, status);
  return { id, status, stellarAccount: text(account, 'stellar_account', 'the account') };
}

function needInstructions({ instructions }: Record<string, unknown>, status: string): void {
  if (status !== 'active') {
    need(instructions === undefined, `\`instructions\` are there while it is ${status}`);
    return;
  }
  need(typeof instructions === 'object' && instructions !== null, '`instructions` are missing, and it is active');
  const fields = Object.entries(instructions as Record<string, { value?: unknown; description?: unknown } | null>);
  need(fields.length > 0, '`instructions` are empty, and it is active');
  for (const [name, field] of fields) {
    need(FIELDS.has(name), `\`instructions\` has ${name}, which is no financial account field of SEP-9`);
    const isWhole = typeof field?.value === 'string' && typeof field.description === 'string';
    need(isWhole, `\`instructions\`: ${name} has no \`value\` and \`description\``);
  }
}

/** A refusal for want of information, as the standard has it (SEP-6, SEP-12). */
export function isInfoNeeded(body: Record<string, unknown> | undefined): boolean {
  return body?.type === 'non_interactive_customer_info_needed';
}
