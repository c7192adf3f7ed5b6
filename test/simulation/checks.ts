import type { Run } from './history.ts';
import { DAY, limitsOf, type Model, movedWithin, outpointOf } from './model.ts';
import { addressOf } from './operation.ts';
import type { follow } from './watch.ts';

type Changes = Parameters<typeof follow>[1] | undefined;

const WITHDRAWAL_STATES = { pending: 0, authorized: 1, completed: 2, refunded: 3 } as const;
const COIN_STATES = { unspent: 0, committed: 1, spent: 2, expected: 3, lost: 4, promised: 5 } as const;

/** In no window of any 24 hours or 30 days did anybody move more than the tier that they have now. */
export function checkLimits(model: Model): void {
  for (const { identity, operation } of model.booked) {
    const { daily, monthly } = limitsOf(model, identity.tier, operation);
    const moved = identity.moved.at(-1);
    if (identity.lifted || !moved || moved.amount === 0n) continue;
    require(movedWithin(model, identity, operation, DAY) <= daily, 'too much was moved in 24 hours');
    require(movedWithin(model, identity, operation, 30 * DAY) <= monthly, 'too much was moved in 30 days');
  }
  for (const { identity } of model.booked) identity.lifted = false;
  model.booked = [];
}

/** The totals, and everybody whose balance a ledger changed. */
export function checkTouched(run: Run, changes: Changes): void {
  checkTotals(run);
  if (!changes) return;
  const touched = new Set<string>();
  for (const { key } of changes.values()) {
    if (key.type !== 'contractData' || key.key.type !== 'vec') continue;
    for (const part of key.key.value) if (part.type === 'address') touched.add(part.value);
  }
  for (const name of run.model.holders.keys()) {
    if (run.stage.actors.has(name) && touched.has(addressOf(run, name))) checkHolder(run, name);
  }
}

function checkTotals({ watch, model }: Run): void {
  const { books } = watch;
  const { reserve, dollars } = model;
  requireSame('the supply', watch.supply, model.supply);
  requireSame('the supply of dollars', watch.dollarSupply, dollars.supply);
  requireSame('what is owed', books.owed, model.owed);
  requireSame('the reserve', books.total, reserve.total);
  requireSame('the number of outputs', Number(books.count), reserve.count);
  requireSame('the commitment', books.commitment, reserve.commitment.toString('hex'));
  requireSame('the pause', watch.paused.get('integration-router'), model.paused);
}

function checkHolder(run: Run, name: string): void {
  const holder = run.model.holders.get(name);
  const address = addressOf(run, name);
  requireSame(`the balance of ${name}`, run.watch.balances.get(address) ?? 0n, holder?.balance);
  requireSame(`the dollars of ${name}`, run.watch.dollars.get(address) ?? 0n, holder?.dollars);
  requireSame(`what ${name} cannot move`, run.watch.frozen.get(address) ?? 0n, holder?.locked);
}

/** Everybody, every withdrawal and every output. */
export function checkAll(run: Run): void {
  const { model, watch } = run;
  checkTotals(run);
  for (const name of model.holders.keys()) checkHolder(run, name);
  requireSame('the number of withdrawals', watch.withdrawals.size, model.withdrawals.length);
  for (const { id, state } of model.withdrawals) {
    const key = id.toString('hex');
    requireSame(`withdrawal ${key}`, watch.withdrawals.get(key)?.state, WITHDRAWAL_STATES[state]);
  }
  const change = model.payments.flatMap(({ payments }) => payments.flatMap((payment) => payment.change));
  for (const coin of [...model.coins, ...change]) {
    const key = outpointOf(coin).replace(':', ' ');
    requireSame(`output ${key}`, watch.outputs.get(key)?.state, COIN_STATES[coin.state]);
  }
}

function requireSame(name: string, found: unknown, expected: unknown): void {
  require(found === expected, `${name} is ${String(found)}, in the model ${String(expected)}`);
}

function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
