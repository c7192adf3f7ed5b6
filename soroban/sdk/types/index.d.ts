/// <reference path="./lib.d.ts" />

export { Bytes, BytesN, bytes, deserialize, hex, Packed, Str, Sym, str, sym } from './bytes.js';
export {
  Args,
  authorizeAsCurrentContract,
  ContractAuth,
  call,
  currentContract,
  customAccount,
  TryResult,
  tryCall,
} from './calls.js';
export { Map, Vec } from './collections.js';
export { contract, contractevent, contracttype, fail, log, publish, require, topic, variant } from './contract.js';
export { bls12_381, bn254, crypto } from './crypto.js';
export { type bool, type i32, type i64, i128, i256, pow, type u32, type u64, u128, u256 } from './integers.js';
export { deployer, ExecutableTag, ledger, prng } from './ledger.js';
export { instance, persistent, temporary } from './storage.js';
export { Address, Duration, MuxedAddress, Option, Timepoint, Val } from './values.js';
