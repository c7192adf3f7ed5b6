import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import { symbolIndex } from '../objects/slices.ts';
import { splitMuxed } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { type AddressVal, addressVal, boolVal, type HostVal, symbolVal, u32Val, VOID } from '../values/value.ts';
import { readAllowance, spendAllowance, writeAllowance } from './allowance.ts';
import {
  DECIMALS,
  initAsset,
  isIssuer,
  isNative,
  readAdministrator,
  readName,
  readSymbol,
  writeAdministrator,
} from './asset.ts';
import type { AssetHost } from './asset-host.ts';
import {
  isAuthorized,
  readBalance,
  receiveBalance,
  requireClawbackable,
  spendBalance,
  takeBalance,
  trust,
  writeAuthorization,
} from './balance.ts';
import { assetError } from './errors.ts';
import { administratorSet, approved, authorizationSet, burned, clawedBack, minted, transferred } from './events.ts';
import { amountVal, chargeAmount, copyAddress, extendInstance, requireAuth } from './storage.ts';

/** What functions take. `muxed` is an address, with an id multiplexed on it or not (CAP-67). */
type Arguments = {
  address: AddressVal;
  muxed: { readonly address: AddressVal; readonly id: bigint | undefined };
  amount: bigint;
  bool: boolean;
  u32: number;
  bytes: Uint8Array;
};
type ArgumentType = keyof Arguments;
type Given<T extends readonly ArgumentType[]> = { -readonly [I in keyof T]: Arguments[T[I] & ArgumentType] };

type AssetFunction = {
  readonly types: readonly ArgumentType[];
  readonly run: (host: AssetHost, args: never) => HostVal;
};

function declare<const T extends readonly ArgumentType[]>(
  types: T,
  // biome-ignore lint/suspicious/noConfusingVoidType: lets implementations end without a return.
  run: (host: AssetHost, ...args: Given<T>) => HostVal | void,
): AssetFunction {
  return { types, run: (host, args: Given<T>) => run(host, ...args) ?? VOID };
}

const i128Val = (value: bigint): HostVal => ({ type: 'i128', value });

/**
 * The Stellar Asset Contract (CAP-46-06, with CAP-67 and CAP-73): an asset of the ledger, lumens included, as a SEP-41
 * token. Checks stand in the order of the network's, because their errors are told apart.
 */
const FUNCTIONS: Readonly<Record<string, AssetFunction>> = {
  init_asset: declare(['bytes'], initAsset),
  allowance: declare(['address', 'address'], (host, from, spender) => {
    extendInstance(host);
    return amountVal(host, readAllowance(host, from, spender));
  }),
  approve: declare(['address', 'address', 'amount', 'u32'], (host, from, spender, amount, liveUntil) => {
    requireNonNegative(amount);
    authorize(host, from);
    copyAddress(host);
    copyAddress(host);
    writeAllowance(host, from, spender, amount, liveUntil);
    approved(host, from, spender, amount, liveUntil);
  }),
  balance: declare(['address'], (host, owner) => {
    extendInstance(host);
    return amountVal(host, readBalance(host, owner));
  }),
  authorized: declare(['address'], (host, owner) => {
    extendInstance(host);
    return boolVal(isAuthorized(host, owner));
  }),
  transfer: declare(['address', 'muxed', 'amount'], (host, from, to, amount) => {
    requireNonNegative(amount);
    authorize(host, from);
    spendBalance(host, from, amount);
    receiveBalance(host, to.address, amount);
    transferred(host, from, to.address, amount, to.id);
  }),
  transfer_from: declare(['address', 'address', 'address', 'amount'], (host, spender, from, to, amount) => {
    requireNonNegative(amount);
    authorize(host, spender);
    copyAddress(host);
    spendAllowance(host, from, spender, amount);
    spendBalance(host, from, amount);
    receiveBalance(host, to, amount);
    transferred(host, from, to, amount);
  }),
  burn: declare(['address', 'amount'], (host, from, amount) => {
    requireBurnable(host, from, amount);
    authorize(host, from);
    spendBalance(host, from, amount);
    burned(host, from, amount);
  }),
  burn_from: declare(['address', 'address', 'amount'], (host, spender, from, amount) => {
    requireBurnable(host, from, amount);
    authorize(host, spender);
    copyAddress(host);
    spendAllowance(host, from, spender, amount);
    spendBalance(host, from, amount);
    burned(host, from, amount);
  }),
  clawback: declare(['address', 'amount'], (host, from, amount) => {
    requireNonNegative(amount);
    requireClawbackable(host, from);
    requireNotIssuer(host, from);
    authorize(host, readAdministrator(host));
    takeBalance(host, from, amount);
    clawedBack(host, from, amount);
  }),
  set_authorized: declare(['address', 'bool'], (host, owner, authorized) => {
    authorize(host, readAdministrator(host));
    writeAuthorization(host, owner, authorized);
    authorizationSet(host, owner, authorized);
  }),
  mint: declare(['address', 'amount'], (host, to, amount) => {
    requireNonNegative(amount);
    requireNotIssuer(host, to);
    authorize(host, readAdministrator(host));
    receiveBalance(host, to, amount);
    minted(host, to, amount);
  }),
  set_admin: declare(['address'], (host, next) => {
    const admin = readAdministrator(host);
    authorize(host, admin);
    copyAddress(host);
    writeAdministrator(host, next);
    administratorSet(host, admin, next);
  }),
  admin: declare([], readAdministrator),
  decimals: declare([], () => u32Val(DECIMALS)),
  name: declare([], readName),
  symbol: declare([], readSymbol),
  trust: declare(['address'], (host, owner) => {
    extendInstance(host);
    trust(host, owner);
  }),
};

const FUNCTION_NAMES = Object.keys(FUNCTIONS);

/** Runs the function the current frame was called for. */
export function runAssetContract(host: AssetHost): HostVal {
  const { functionName, args } = host.frame;
  const shown = symbolVal(functionName);
  const called = FUNCTIONS[FUNCTION_NAMES[symbolIndex(host, functionName, FUNCTION_NAMES)]!]!;
  if (args.length !== called.types.length) {
    throw new HostError('Context', 'UnexpectedSize', 'wrong number of args to func', [shown]);
  }
  return called.run(host, called.types.map((type, index) => READERS[type](args[index]!, host)) as never);
}

/** Bytes of an id that does not fit into a value. */
const ID_BYTES = 8;

const READERS: { readonly [T in ArgumentType]: (value: HostVal, host: AssetHost) => Arguments[T] } = {
  address: (value) => (value.type === 'address' ? value : refuse(value, 'address')),
  muxed(value, host) {
    if (value.type === 'address') return { address: value, id: undefined };
    if (value.type !== 'muxedAddress') return refuse(value, 'address');
    const { account, id } = splitMuxed(value.value);
    // It is asked for its address, which is a new object, and for its id.
    host.budget.visit(5);
    host.budget.copy(CONTRACT_ID_BYTES);
    host.budget.createObject();
    if (isObject({ type: 'u64', value: id })) {
      host.budget.createObject();
      host.budget.visit(4);
      host.budget.copy(ID_BYTES);
    }
    return { address: addressVal(account), id };
  },
  amount(value, host) {
    if (value.type !== 'i128') return refuse(value, 'i128');
    chargeAmount(host, value.value);
    return value.value;
  },
  bool: (value) => (value.type === 'bool' ? value.value : refuse(value, 'bool')),
  u32: (value) => (value.type === 'u32' ? value.value : refuse(value, 'u32')),
  bytes: (value) => (value.type === 'bytes' ? value.value : refuse(value, 'bytes')),
};

function refuse(value: HostVal, wanted: string): never {
  throw new HostError('Value', 'UnexpectedType', `an argument is ${value.type}, not ${wanted}`);
}

/** Requires an authorization of this very call, and keeps the instance alive. */
function authorize(host: AssetHost, address: AddressVal): void {
  requireAuth(host, address);
  extendInstance(host);
}

function requireNonNegative(amount: bigint): void {
  if (amount < 0n) throw assetError('NegativeAmount', 'negative amount is not allowed', i128Val(amount));
}

function requireBurnable(host: AssetHost, from: AddressVal, amount: bigint): void {
  requireNonNegative(amount);
  if (isNative(host)) {
    throw assetError('OperationNotSupported', 'operation invalid on native asset');
  }
  requireNotIssuer(host, from);
}

function requireNotIssuer(host: AssetHost, address: AddressVal): void {
  if (isIssuer(host, address)) throw assetError('OperationNotSupported', 'operation invalid on issuer');
}
