import { batchCall, batchId } from '../../contracts/test/batches.ts';
import { deposit, isRefundable, refund, withdraw } from './bitcoin-operations.ts';
import { type BatchRecord, copyOf, DAY, HOUR, isContinuing, isNormal, type Model, type Withdrawal } from './model.ts';
import { addressOf, type Draw, type Kind, type Operation, ROUTER } from './operation.ts';
import { approve, burn, spend, transfer } from './token-operations.ts';

const MEMBERS: readonly Kind[] = [
  deposit,
  deposit,
  withdraw,
  withdraw,
  transfer,
  transfer,
  transfer,
  approve,
  spend,
  burn,
];
/** What each entry returns, as the router names types. */
const RETURNS: Record<string, string> = { execute_bitcoin_deposit: 'bytes', execute_token_withdrawal: 'bytes' };

/** Some operations that happen together or not at all; more often than not one of them could not happen alone either. */
export function batch(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const members = Array.from({ length: random.between(1, 4) }, () => drawMember(draw)).filter(
    (member) => member !== undefined,
  );
  const calls = members.filter(({ contract }) => contract !== 'fungible-token');
  const [first] = calls;
  if (!first) return undefined;
  const by = first.by;
  const signers = [...new Set(calls.flatMap((call) => [call.by, ...(call.signers ?? [])]))].filter(
    (name) => name !== by,
  );
  const label = `${random.seed} ${model.batches.size} ${random.next() < 0.05 ? 'again' : random.next()}`;
  const timeout = model.now + random.pick([0, 60, HOUR, DAY, 7 * DAY + 1]);
  const returns = calls.map(({ method }) => (random.next() < 0.02 ? 'u32' : (RETURNS[method] ?? 'void')));
  const operation = {
    calls: calls.map(({ contract, method, args }, index) =>
      batchCall(draw.stage.world, contract, method, args, returns[index] as string),
    ),
    operation_id: batchId(label),
    rollback_calls: [],
    timeout: BigInt(timeout),
  };
  const key = `${by} ${label}`;
  return {
    name: 'batch',
    contract: 'integration-router',
    method: 'execute_batch',
    args: { caller: addressOf(draw, by), batch: operation },
    by,
    signers,
    accepted: (now) => {
      const isTimely = now.now < timeout && timeout - now.now <= 7 * DAY;
      if (!isNormal(now) || !isTimely || now.batches.has(key)) return false;
      if (calls.some(({ method }, index) => returns[index] !== (RETURNS[method] ?? 'void'))) return false;
      return areAllPossible(now, calls, addressOf(draw, ROUTER));
    },
    apply: (now, result) => {
      const results = result() as unknown[];
      const before = now.withdrawals.length;
      for (const [index, call] of calls.entries()) call.apply(now, () => results[index]);
      const withdrawals = now.withdrawals.slice(before);
      now.batches.set(key, { by, label, withdrawals, timeout, rolledBack: false });
    },
  };
}

/** Each after those before it, on a copy of the model. */
function areAllPossible(model: Model, calls: readonly Operation[], router: string): boolean | undefined {
  const trial = copyOf(model);
  for (const call of calls) {
    const isOwn = call.contract === 'integration-router';
    // What names the router could spend what is the router's.
    const isAllowed = isOwn || (trial.batchCalls.has(call.method) && !Object.values(call.args).includes(router));
    const accepted = isAllowed ? call.accepted(trial) : false;
    if (accepted !== true) return accepted;
    call.apply(trial, () => Buffer.alloc(32));
  }
  return true;
}

function drawMember(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  for (let attempt = 0; attempt < 4; attempt++) {
    const member = random.pick(MEMBERS)(draw);
    if (member && (member.accepted(model) === true || random.next() < 0.15)) return member;
  }
  return undefined;
}

/** After its timeout whoever made a batch can have those of its withdrawals refunded that are not paid. */
export function rollbackBatch(draw: Draw): Operation | undefined {
  const { random, model } = draw;
  const owing = [...model.batches].filter(([, { withdrawals }]) => withdrawals.length > 0);
  const due = owing.filter(([, record]) => canRollBack(model, record));
  const candidates = due.length > 0 && random.next() < 0.8 ? due : owing.slice(-20);
  const found = candidates.length > 0 ? random.pick(candidates) : undefined;
  if (!found) return undefined;
  const [, record] = found;
  const { by, label } = record;
  return {
    name: 'rollback_batch',
    contract: 'integration-router',
    method: 'rollback_batch',
    args: { caller: addressOf(draw, by), operation_id: batchId(label) },
    by,
    accepted: (now) => isContinuing(now) && canRollBack(now, record),
    apply: (now) => {
      for (const withdrawal of record.withdrawals) {
        if (withdrawal.record !== 'rolledBack' && isRefundable(now, withdrawal)) refund(now, withdrawal);
      }
      record.rolledBack = record.withdrawals.every(isGivenBack);
    },
  };
}

const isGivenBack = ({ record }: Withdrawal): boolean => record === 'rolledBack';

const canRollBack = (now: Model, { withdrawals, timeout, rolledBack }: BatchRecord): boolean =>
  !rolledBack &&
  now.now >= timeout &&
  (withdrawals.some((withdrawal) => isRefundable(now, withdrawal)) || withdrawals.every(isGivenBack));
