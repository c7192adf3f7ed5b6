export { Address, customAccount, MuxedAddress } from './address';
export { Val } from './any';
export { Args, itemsOf } from './args';
export { Bytes } from './bytes';
export { BytesN } from './bytes-n';
export { authorizeAsCurrentContract, ContractAuth, call, TryResult, tryCall } from './call';
export { crypto } from './crypto';
export { bls12_381, bn254 } from './curves';
export { deployer, ExecutableTag } from './deployer';
export {
  currentContract,
  deserialize,
  failWith,
  ledger,
  logText,
  pow,
  prng,
  publish,
  require,
} from './host';
export { i128 } from './i128';
export { i256 } from './i256';
export { Map } from './map';
export {
  bytesFromMemory,
  cachedSymbol,
  enumValue,
  getVal,
  mapFromMemory,
  mapToMemory,
  putNames,
  putVal,
  stringFromMemory,
  unionCase,
  vecFromMemory,
  vecItem,
  vecToMemory,
} from './memory';
export { Option } from './option';
export { Packed } from './packed';
export { instance, persistent, temporary } from './storage';
export { Str, Sym } from './text';
export { Duration, Timepoint } from './time';
export { u128 } from './u128';
export { u256 } from './u256';
export { fromHandle, fromVal, handleOf, sameVals, Tag, toVal } from './val';
export { Vec } from './vec';
