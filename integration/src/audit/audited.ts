import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { formatOutpoint, type Outpoint } from '../operations/deposits/deposit.ts';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import type { Services } from '../services/services.ts';
import { type Act, writeAct } from './write-act.ts';

/** What somebody may tell the system to do, and what happens on a chain or in files: no transaction of ours holds all of it. */
type Commands = Pick<
  Services,
  | 'registerIdentity'
  | 'withdrawRegistration'
  | 'pause'
  | 'requestReturn'
  | 'holdReturn'
  | 'cancelPayment'
  | 'importSignatures'
  | 'proveReserves'
>;

const depositAct = (action: string, outpoint: Outpoint, parameters = {}): Act => ({
  action,
  operation: {
    id: depositOperationId(outpoint),
    type: 'bitcoin_deposit',
    parameters: { key: formatOutpoint(outpoint), ...parameters },
  },
});

const acts: { [Name in keyof Commands]: (...args: Parameters<Commands[Name]>) => Act } = {
  registerIdentity: ({ address, tier }) => ({ action: 'identity.register', user: address, kyc: { tier } }),
  withdrawRegistration: (address) => ({ action: 'identity.withdraw', user: address }),
  pause: (reason) => ({ action: 'system.pause', reason }),
  requestReturn: (outpoint) => depositAct('return.request', outpoint),
  holdReturn: (outpoint, held) => depositAct(held ? 'return.hold' : 'return.release', outpoint, { held }),
  cancelPayment: (txid) => ({ action: 'payment.cancel', operation: { id: txid, type: 'bitcoin_payment' } }),
  importSignatures: (txid) => ({ action: 'payment.sign-offline', operation: { id: txid, type: 'bitcoin_payment' } }),
  proveReserves: () => ({ action: 'reserves.prove' }),
};

/** How a command ended that came back. */
const ends: { [Name in keyof Commands]?: (result: Awaited<ReturnType<Commands[Name]>>) => string } = {
  registerIdentity: ({ is }) => (is === 'awaiting' ? 'awaits-officer' : 'done'),
};

/** What a command that came back says of why nothing came of it. */
const problems: { [Name in keyof Commands]?: (result: Awaited<ReturnType<Commands[Name]>>) => string | undefined } = {
  withdrawRegistration: (wasAwaited) => (wasAwaited ? undefined : 'it awaited nobody'),
  proveReserves: (outcome) => (outcome.state === 'published' ? undefined : `${outcome.state}: ${outcome.reason}`),
};

/**
 * The same commands, each with an entry before it begins and one with what came of it. A process that is killed in between
 * leaves the first: that it was asked for, and by whom.
 */
export function audited(db: Kysely<Schema>, commands: Commands): Commands {
  const wrapped = Object.entries(acts).map(([name, actOf]) => {
    const command = commands[name as keyof Commands] as (...args: unknown[]) => Promise<unknown>;
    const endOf = ends[name as keyof Commands] as ((result: unknown) => string) | undefined;
    const problemOf = problems[name as keyof Commands] as ((result: unknown) => string | undefined) | undefined;
    return [
      name,
      (...args: unknown[]) =>
        perform(db, (actOf as (...given: unknown[]) => Act)(...args), () => command(...args), { endOf, problemOf }),
    ];
  });
  return Object.fromEntries(wrapped) as Commands;
}

async function perform<T>(
  db: Kysely<Schema>,
  act: Act,
  command: () => Promise<T>,
  {
    endOf = () => 'done',
    problemOf = () => undefined,
  }: { endOf?: ((result: T) => string) | undefined; problemOf?: ((result: T) => string | undefined) | undefined },
): Promise<T> {
  await writeAct(db, { ...act, action: `${act.action}.asked` });
  let result: T;
  try {
    result = await command();
  } catch (error) {
    await writeAct(db, failed(act, codeOf(error)));
    throw error;
  }
  const problem = result === undefined ? 'there is no such thing' : problemOf(result);
  await writeAct(
    db,
    problem === undefined ? { ...act, action: `${act.action}.${endOf(result)}` } : failed(act, problem),
  );
  return result;
}

const failed = (act: Act, condition: string): Act => ({
  ...act,
  action: `${act.action}.failed`,
  error: { condition, resolution: 'nothing was done, or the events of the contracts say what' },
});

function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: string };
  return [typeof code === 'string' ? code : '', message ?? String(error)].filter((part) => part !== '').join(': ');
}
