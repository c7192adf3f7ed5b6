import type { Metered } from '../costs/metered.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { chargeArgsFromHost } from '../objects/conversion-costs.ts';
import { symbolIndex, unpackMap } from '../objects/slices.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import type { ContractExecutable, HostVal, SymbolVal } from '../values/value.ts';
import type { AuthorizedInvocation } from './invocation.ts';

const malformed = (reason: string): HostError =>
  new HostError('Value', 'UnexpectedType', `authorize_as_curr_contract: ${reason}`);

/** Declared size of a node of a tree, in bytes. */
const INVOCATION_BYTES = 208;
/** An object that is passed to a host function is looked up to be checked, and again to be used. */
const VISITS_PER_CALL = 2;
const HASH_BYTES = 32;

const ENTRIES = ['Contract', 'CreateContractHostFn', 'CreateContractWithCtorHostFn'] as const;
const EXECUTABLES = ['Wasm', 'StellarAsset', 'ExternalRef'] as const;

/**
 * Reads one `InvokerContractAuthEntry`: what a contract authorizes, as itself, deeper in the calls it is about to make.
 */
export function invocationFromVal(host: Metered, entry: HostVal, contract: string): AuthorizedInvocation {
  const { name, body } = variantOf(host, entry, ENTRIES);
  if (name === 'Contract') return callFromVal(host, body(), contract);
  const isWithArgs = name === 'CreateContractWithCtorHostFn';
  const names = isWithArgs ? ['constructor_args', 'executable', 'salt'] : ['executable', 'salt'];
  const fields = structOf(host, body(), names);
  const args = isWithArgs ? payload(fields[0]!, 'vec') : [];
  const executable = executableFromVal(host, fields[names.length - 2]!);
  const salt = hashFromVal(host, fields[names.length - 1]!);
  const { budget } = host;
  copyExecutable(host, executable);
  budget.copy(ADDRESS_BYTES);
  copyHash(host);
  if (isWithArgs) budget.visit();
  if (isWithArgs) chargeArgsFromHost(budget, args);
  const preimage = { type: 'address', deployer: contract, salt } as const;
  return { function: { type: 'createContract', preimage, executable, args }, subInvocations: [], exhausted: false };
}

function callFromVal(host: Metered, body: HostVal, contract: string): AuthorizedInvocation {
  const [context, below] = structOf(host, body, ['context', 'sub_invocations']);
  const [args, address, name] = structOf(host, context!, ['args', 'contract', 'fn_name']);
  const call = {
    type: 'contractCall',
    args: payload(args!, 'vec'),
    contract: payload(address!, 'address'),
    symbol: symbolOf(name!),
  } as const;
  const entries = payload(below!, 'vec');
  const { budget } = host;
  budget.visit();
  budget.collect(call.args.length, VAL_BYTES);
  budget.visit();
  budget.collect(entries.length, INVOCATION_BYTES);
  const subInvocations = entries.map((sub) => invocationFromVal(host, sub, contract));
  return { function: call, subInvocations, exhausted: false };
}

type PayloadOf<V, T> = V extends { type: infer U; value: infer P } ? (T extends U ? P : never) : never;
type Payload<T extends HostVal['type']> = PayloadOf<HostVal, T>;

function payload<T extends 'address' | 'symbol' | 'vec' | 'map' | 'bytes' | 'string'>(
  value: HostVal,
  type: T,
): Payload<T> {
  if (value.type !== type) throw malformed(`expected ${type}, got ${value.type}`);
  return (value as unknown as { value: Payload<T> }).value;
}

function symbolOf(value: HostVal): SymbolVal {
  if (value.type !== 'symbol') throw malformed(`expected symbol, got ${value.type}`);
  return value;
}

/** A union: a vector of its name, and of what it holds. */
function variantOf<T extends string>(
  host: Metered,
  value: HostVal,
  names: readonly T[],
): { name: T; body: () => HostVal } {
  const items = payload(value, 'vec');
  const at = (index: number): HostVal => {
    host.budget.visit(VISITS_PER_CALL);
    const item = items[index];
    if (item === undefined) throw new HostError('Object', 'IndexBounds', 'index out of bounds');
    host.budget.copy(VAL_BYTES);
    host.budget.visit(Number(isObject(item)));
    return item;
  };
  const index = symbolIndex(host, payload(at(0), 'symbol'), names);
  return { name: names[index]!, body: () => at(1) };
}

function structOf(host: Metered, value: HostVal, names: readonly string[]): HostVal[] {
  return unpackMap(host, payload(value, 'map'), names);
}

function hashFromVal(host: Metered, value: HostVal): Uint8Array {
  const hash = payload(value, 'bytes');
  host.budget.visit(VISITS_PER_CALL);
  if (hash.length === HASH_BYTES) return hash;
  throw new HostError('Value', 'UnexpectedSize', `Bytes had unexpected size: ${hash.length}, not ${HASH_BYTES}`);
}

function copyHash({ budget }: Metered): void {
  budget.visit();
  budget.copy(CONTRACT_ID_BYTES);
}

function executableFromVal(host: Metered, value: HostVal): ContractExecutable {
  const { name, body } = variantOf(host, value, EXECUTABLES);
  if (name === 'Wasm') return { type: 'wasm', hash: Buffer.from(hashFromVal(host, body())).toString('hex') };
  if (name === 'StellarAsset') return { type: 'stellarAsset' };
  const [owner, tag] = structOf(host, body(), ['owner', 'tag']);
  return { type: 'externalRef', owner: payload(owner!, 'address'), tag: payload(tag!, 'string') };
}

function copyExecutable(host: Metered, executable: ContractExecutable): void {
  if (executable.type === 'stellarAsset') {
    const reason = 'StellarAsset executable is not allowed when authorizing create_contract host fn';
    throw new HostError('Auth', 'InvalidInput', reason);
  }
  if (executable.type === 'wasm') {
    copyHash(host);
    return;
  }
  host.budget.visit();
  host.budget.copy(ADDRESS_BYTES);
  host.budget.visit();
  host.budget.collect(executable.tag.length, 1);
}
