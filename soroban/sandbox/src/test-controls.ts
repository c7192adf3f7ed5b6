import { createHash } from 'node:crypto';
import { contractModule } from './host/vm/module-cache.ts';
import type { LedgerState } from './ledger/chain.ts';
import { measureInvocation } from './measurement.ts';
import { DroppedAnswer, type RpcDispatch, RpcError, type RpcRequest } from './rpc/json-rpc.ts';
import type { Network } from './rpc/network.ts';
import { namedParams, optionalNumber, type Params, requiredText } from './rpc/params.ts';

type Fault = {
  readonly method: string;
  readonly action: 'delay' | 'refuse' | 'drop';
  readonly delayMs: number;
  left: number;
};
type Snapshot = { readonly state: LedgerState; readonly clockOffset: number };

/** Largest jump of ledgers or seconds, about 30 years. */
const MAX_ADVANCE = 1_000_000_000;
const MAX_DEBUG_BUILDS = 256;
/** Cursors have 31 bits for the ledger. */
const MAX_LEDGER = 2 ** 31 - 1;

/**
 * Wraps the RPC with methods that only a sandbox can have, and with the faults they inject. Without test controls none
 * of this exists: the methods are unknown.
 */
export function withTestControls(dispatch: RpcDispatch, network: Network, isDurable: boolean): RpcDispatch {
  const faults: Fault[] = [];
  const snapshots = new Map<string, Snapshot>();
  const controls: Record<string, (params: Params) => unknown> = {
    sandbox_advanceLedgers: (params) => advanceLedgers(params, network),
    sandbox_advanceTime: (params) => advanceTime(params, network),
    sandbox_closeEvery: (params) => closeEvery(params, network),
    sandbox_fault: (params) => addFault(params, faults),
    sandbox_snapshot: () => takeSnapshot(network, snapshots),
    sandbox_debugBuild: (params) => learnDebugBuild(params, network),
    sandbox_measure: (params) => network.chain.complete(() => measureInvocation(params, network)),
    sandbox_restore: (params) => restoreSnapshot(params, network, snapshots, isDurable),
  };
  return async (request) => {
    const control = Object.hasOwn(controls, request.method) ? controls[request.method] : undefined;
    if (control !== undefined) return await control(namedParams(request.params));
    return await withFault(request, dispatch, faults);
  };
}

async function advanceLedgers(params: Params, { submissions, chain }: Network) {
  const count = amount(params, 'count');
  if (chain.head.sequence + count > MAX_LEDGER) {
    throw new RpcError('invalidParams', `ledger numbers end at ${MAX_LEDGER}, this is ${chain.head.sequence}`);
  }
  await submissions.closeEmpty(count);
  return { latestLedger: chain.head.sequence };
}

async function advanceTime(params: Params, { submissions, chain, clock }: Network) {
  clock.advance(amount(params, 'seconds'));
  await submissions.closeEmpty(1);
  return { latestLedger: chain.head.sequence, latestLedgerCloseTime: chain.head.closeTime.toString() };
}

function closeEvery(params: Params, { submissions }: Network) {
  const ms = optionalNumber(params, 'ms');
  if (ms < 0 || ms > MAX_ADVANCE) throw new RpcError('invalidParams', `ms must be from 0 to ${MAX_ADVANCE}`);
  submissions.closeEvery(ms === 0 ? undefined : ms);
  return {};
}

function amount(params: Params, name: string): number {
  const value = optionalNumber(params, name);
  if (value < 1 || value > MAX_ADVANCE) throw new RpcError('invalidParams', `${name} must be from 1 to ${MAX_ADVANCE}`);
  return value;
}

/** The next `count` calls of `method` are delayed, refused before anything happens, or dropped after it has happened. */
function addFault(params: Params, faults: Fault[]) {
  const action = requiredText(params, 'action');
  if (action !== 'delay' && action !== 'refuse' && action !== 'drop') {
    throw new RpcError('invalidParams', "action must be 'delay', 'refuse' or 'drop'");
  }
  const delayMs = optionalNumber(params, 'delayMs');
  faults.push({ method: requiredText(params, 'method'), action, delayMs, left: optionalNumber(params, 'count') || 1 });
  return {};
}

async function withFault(request: RpcRequest, dispatch: RpcDispatch, faults: Fault[]): Promise<unknown> {
  const fault = faults.find(({ method, left }) => method === request.method && left > 0);
  if (fault === undefined) return await dispatch(request);
  fault.left--;
  if (fault.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault.action === 'refuse') throw new RpcError('internal', `${request.method} was refused by sandbox_fault`);
  const answer = await dispatch(request);
  if (fault.action === 'drop') throw new DroppedAnswer(`the answer to ${request.method} was dropped by sandbox_fault`);
  return answer;
}

/** From now on, simulations that fail in the code with that hash say where in its sources. */
function learnDebugBuild(params: Params, { chain, debugBuilds }: Network) {
  const hash = requiredText(params, 'hash');
  if (!/^[\da-f]{64}$/.test(hash)) throw new RpcError('invalidParams', 'hash must be 64 hexadecimal digits');
  const wasm = Buffer.from(requiredText(params, 'wasm'), 'base64');
  if (debugBuilds.size >= MAX_DEBUG_BUILDS && !debugBuilds.has(hash))
    throw new RpcError('invalidRequest', `no more than ${MAX_DEBUG_BUILDS} debug builds are kept`);
  const build = { hash: createHash('sha256').update(wasm).digest('hex'), wasm };
  try {
    contractModule(build.hash, wasm, chain.protocol);
  } catch (error) {
    throw new RpcError('invalidParams', `wasm is no contract in base64: ${(error as Error).message}`);
  }
  debugBuilds.set(hash, build);
  return {};
}

async function takeSnapshot({ submissions, chain, clock }: Network, snapshots: Map<string, Snapshot>) {
  const id = String(snapshots.size + 1);
  await submissions.exclusively(() => {
    snapshots.set(id, { state: chain.copyState(), clockOffset: clock.offsetSeconds });
  });
  return { id, latestLedger: chain.head.sequence };
}

async function restoreSnapshot(
  params: Params,
  { submissions, chain, clock }: Network,
  snapshots: Map<string, Snapshot>,
  isDurable: boolean,
) {
  // A log only grows: to take ledgers back would take back what callers were promised to be durable.
  if (isDurable)
    throw new RpcError('invalidRequest', 'snapshots are restored only in sandboxes without a data directory');
  const id = requiredText(params, 'id');
  const snapshot = snapshots.get(id);
  if (snapshot === undefined) throw new RpcError('invalidParams', `there is no snapshot ${id}`);
  await submissions.exclusively(() => {
    if (chain.history.oldest.sequence > snapshot.state.head.sequence) {
      throw new RpcError('invalidRequest', `the history no longer reaches back to snapshot ${id}`);
    }
    chain.setState(snapshot.state);
    chain.history.truncate(snapshot.state.head.sequence);
    clock.offsetSeconds = snapshot.clockOffset;
  });
  return { latestLedger: chain.head.sequence };
}
