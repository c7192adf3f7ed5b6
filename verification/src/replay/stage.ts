import { createHash } from 'node:crypto';
import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { type AddedFunction, i64Const, moduleWith, withFunctions } from '../wasm/sections.ts';
import type { Answer, Scene, SceneEntry } from './scene.ts';

const GET_CONTRACT_DATA = 'l.1';
const FAIL_WITH_ERROR = 'x.5';
const GET = 0;
const FAIL = 1;
const INSTANCE = i64Const(2);
const CALL = 0x10;
const UNREACHABLE = 0x00;
const TAG_ERROR = 3n;
const TAG_U32 = 4n;

/** What the ledger holds before the call: the contract and its entries, and everybody else as a contract that agrees and answers. */
export function entriesOf(scene: Scene): xdr.LedgerEntryData[] {
  const own = withFunctions(scene.contract.wasm, scene.caller.added);
  const isInstance = ({ durability }: SceneEntry): boolean => durability === 'instance';
  const there = scene.entries.filter(({ value }) => value !== undefined);
  const other = crowd(scene);
  return [
    code(own),
    code(other),
    instance(scene.address, own, there.filter(isInstance).map(mapEntry)),
    ...there.filter((entry) => !isInstance(entry)).map((entry) => dataEntry(scene.address, entry)),
    ...scene.everybody
      .filter((address) => address !== scene.address && StrKey.isValidContract(address))
      .map((address) => instance(address, other, answersOf(scene, address))),
  ];
}

export function dataKeyOf(address: string, { durability, key }: Pick<SceneEntry, 'durability' | 'key'>): xdr.LedgerKey {
  const kind = durability === 'temporary' ? 'temporary' : 'persistent';
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: addressOf(address),
      key: durability === 'instance' ? xdr.ScVal.scvLedgerKeyContractInstance() : key,
      durability: xdr.ContractDataDurability[kind],
    }),
  );
}

export function addressOf(address: string): xdr.ScAddress {
  const value = nativeToScVal(address, { type: 'address' });
  if (value.type !== 'scvAddress') throw new Error(`${address} is no address`);
  return value.address;
}

/** One Wasm for all: it signs whatever it is asked to, and answers each call with what its instance says. */
function crowd({ contract, answers }: Scene): Uint8Array {
  const agrees = { name: '__check_auth', parameters: 3, code: i64Const(2) };
  const functions = new Map<string, AddedFunction>([[agrees.name, agrees]]);
  for (const [i, answer] of answers.entries()) {
    const known = functions.get(answer.name);
    const added = { name: answer.name, parameters: answer.parameters, code: answerCode(answer, i) };
    if (known && known.code.join() !== added.code.join()) throw new Error(`${answer.name} is asked twice`);
    functions.set(answer.name, added);
  }
  const imports = [
    [GET_CONTRACT_DATA, 2],
    [FAIL_WITH_ERROR, 1],
  ] as const;
  return moduleWith(contract.wasm, imports, [...functions.values()]);
}

function answerCode({ value, code: number }: Answer, i: number): number[] {
  if (value) return [...i64Const((BigInt(i) << 32n) | TAG_U32), ...INSTANCE, CALL, GET];
  return number === undefined ? [UNREACHABLE] : [...i64Const((BigInt(number) << 32n) | TAG_ERROR), CALL, FAIL];
}

const answersOf = ({ answers }: Scene, address: string): xdr.ScMapEntry[] =>
  answers.flatMap(({ contract, value }, i) =>
    value && contract === addressOf(address).toXdr('base64')
      ? [new xdr.ScMapEntry({ key: xdr.ScVal.scvU32(i), val: value })]
      : [],
  );

const hashOf = (wasm: Uint8Array): Buffer => createHash('sha256').update(wasm).digest();

const code = (wasm: Uint8Array): xdr.LedgerEntryData =>
  xdr.LedgerEntryData.contractCode(
    new xdr.ContractCodeEntry({ ext: xdr.ContractCodeEntryExt.v0(), hash: hashOf(wasm), code: wasm }),
  );

function instance(address: string, wasm: Uint8Array, storage: xdr.ScMapEntry[]): xdr.LedgerEntryData {
  const executable = xdr.ContractExecutable.contractExecutableWasm(hashOf(wasm));
  const val = xdr.ScVal.scvContractInstance(new xdr.ScContractInstance({ executable, storage: sorted(storage) }));
  return data(address, xdr.ScVal.scvLedgerKeyContractInstance(), 'persistent', val);
}

const dataEntry = (address: string, { durability, key, value }: SceneEntry): xdr.LedgerEntryData =>
  data(address, key, durability === 'temporary' ? 'temporary' : 'persistent', value!);

function data(address: string, key: xdr.ScVal, kind: 'temporary' | 'persistent', val: xdr.ScVal): xdr.LedgerEntryData {
  const durability = xdr.ContractDataDurability[kind];
  return xdr.LedgerEntryData.contractData(
    new xdr.ContractDataEntry({ ext: xdr.ExtensionPoint.v0(), contract: addressOf(address), key, durability, val }),
  );
}

const mapEntry = ({ key, value }: SceneEntry): xdr.ScMapEntry => new xdr.ScMapEntry({ key, val: value! });

/** Keys of instances are symbols, numbers, or lists that begin with a symbol. */
function sorted(entries: readonly xdr.ScMapEntry[]): xdr.ScMapEntry[] {
  return [...entries].sort((a, b) => compareKeys(a.key, b.key));
}

function compareKeys(a: xdr.ScVal, b: xdr.ScVal): number {
  if (a.type === 'scvVec' && b.type === 'scvVec') {
    for (const [i, item] of (a.vec ?? []).entries()) {
      const other = b.vec?.[i];
      if (!other) return 1;
      const order = compareKeys(item, other);
      if (order !== 0) return order;
    }
    return (a.vec?.length ?? 0) - (b.vec?.length ?? 0);
  }
  if (a.type === 'scvSymbol' && b.type === 'scvSymbol') return Buffer.compare(textOf(a), textOf(b));
  // Of other values the encoding has the type first, and numbers with the highest byte first.
  return Buffer.compare(a.toXdr(), b.toXdr());
}

const textOf = (value: Extract<xdr.ScVal, { type: 'scvSymbol' }>): Buffer => Buffer.from(value.sym.bytes);
