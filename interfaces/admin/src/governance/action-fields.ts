import { enumsOf } from '../acts/promised-act.ts';

const SATOSHIS = 'satoshis';
/** Half a dozen digits in a row are misread. */
const grouped = (digits: string): string => (/^\d{1,19}$/.test(digits) ? BigInt(digits).toLocaleString('en') : digits);

/** What each action of the router takes, in its order and as `istsi governance propose` reads it. The API checks it by the contract's spec. */
export const actionFields: Record<string, readonly { name: string; hint: string }[]> = {
  SetLimits: [
    { name: 'tier', hint: '0 to 4' },
    { name: 'operation', hint: 'BitcoinDeposit, TokenWithdrawal, CrossTokenExchange or Transfer' },
    { name: 'at once', hint: SATOSHIS },
    { name: 'a day', hint: SATOSHIS },
    { name: 'a month', hint: SATOSHIS },
  ],
  SetRateLimits: [
    { name: 'operation', hint: 'BitcoinDeposit, TokenWithdrawal, CrossTokenExchange or Transfer' },
    { name: 'rates', hint: 'JSON with system_amount, system_operations, user_amount, user_operations, window' },
  ],
  GrantRole: [
    { name: 'address', hint: 'G… or C…' },
    { name: 'role', hint: 'SuperAdmin, SystemAdmin, ComplianceOfficer, Operator or Guardian' },
  ],
  RevokeRole: [
    { name: 'address', hint: 'G… or C…' },
    { name: 'role', hint: 'SuperAdmin, SystemAdmin, ComplianceOfficer, Operator or Guardian' },
  ],
  HandOver: [
    { name: 'from', hint: 'the Super Admin whose seat it is' },
    { name: 'to', hint: 'who is offered it' },
  ],
  SetCustodians: [
    { name: 'custodians', hint: 'a JSON list of addresses' },
    { name: 'threshold', hint: 'how many must attest' },
  ],
  SetGovernance: [{ name: 'rules', hint: 'JSON with threshold, delay and expiry (seconds)' }],
  UpgradeContract: [
    { name: 'contract', hint: 'C…' },
    { name: 'code', hint: 'the hash of the Wasm, 64 hex digits' },
    { name: 'canary', hint: 'an instance of that code, C…' },
  ],
  Migrate: [{ name: 'contract', hint: 'C…' }],
  RelaxMode: [{ name: 'mode', hint: 'Normal or Maintenance' }],
  Resume: [],
};

const CASES = new Set(['operation', 'role', 'mode']);

/** A proposal's payload with what each value is: cases of enums by their names beside the number that the ledger has, satoshis in groups. */
export function decodedValues(action: string, values: readonly string[]): { name: string | undefined; text: string }[] {
  const fields = actionFields[action];
  return values.map((text, place) => {
    const name = fields?.length === values.length ? fields[place]?.name : undefined;
    const cases = name !== undefined && CASES.has(name) ? Object.entries(enumsOf[action] ?? {}) : [];
    const known = cases.find(([, number]) => String(number) === text)?.[0];
    const isAmount = name !== undefined && fields?.[place]?.hint === SATOSHIS;
    return { name, text: known !== undefined ? `${known} (${text})` : isAmount ? grouped(text) : text };
  });
}
