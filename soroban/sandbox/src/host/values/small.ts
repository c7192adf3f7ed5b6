import { SMALL_SYMBOL_LENGTH } from './symbol.ts';
import type { BigNumberType, HostVal } from './value.ts';

const UNSIGNED_SMALL_END = 1n << 56n;
const SIGNED_SMALL_END = 1n << 55n;

/** Whether a number fits beside its tag into 64 bits. */
export function isSmallNumber(value: bigint, signed: boolean): boolean {
  return signed ? value >= -SIGNED_SMALL_END && value < SIGNED_SMALL_END : value < UNSIGNED_SMALL_END;
}

const isSigned = (type: BigNumberType): boolean => type === 'i64' || type === 'i128' || type === 'i256';

/** Whether the network's host keeps a value as an object: everything that does not fit beside a tag into 64 bits. */
export function isObject(value: HostVal): boolean {
  switch (value.type) {
    case 'bool':
    case 'void':
    case 'error':
    case 'u32':
    case 'i32':
      return false;
    case 'symbol':
      return value.value.length > SMALL_SYMBOL_LENGTH;
    case 'u64':
    case 'i64':
    case 'timepoint':
    case 'duration':
    case 'u128':
    case 'i128':
    case 'u256':
    case 'i256':
      return !isSmallNumber(value.value, isSigned(value.type));
    default:
      return true;
  }
}
