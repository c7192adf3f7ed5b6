import type { xdr } from '@stellar/stellar-sdk';
import { declaredName } from './names.ts';

/** The TypeScript type of a value as stellar-sdk's `Spec` decodes it, and accepts it as an argument. */
export function typeName(type: xdr.ScSpecTypeDef): string {
  switch (type.type) {
    case 'scSpecTypeBool':
      return 'boolean';
    case 'scSpecTypeVoid':
      return 'null';
    case 'scSpecTypeU32':
    case 'scSpecTypeI32':
      return 'number';
    case 'scSpecTypeU64':
    case 'scSpecTypeI64':
    case 'scSpecTypeTimepoint':
    case 'scSpecTypeDuration':
    case 'scSpecTypeU128':
    case 'scSpecTypeI128':
    case 'scSpecTypeU256':
    case 'scSpecTypeI256':
      return 'bigint';
    case 'scSpecTypeBytes':
    case 'scSpecTypeBytesN':
      return 'Uint8Array';
    case 'scSpecTypeString':
    case 'scSpecTypeSymbol':
    case 'scSpecTypeAddress':
    case 'scSpecTypeMuxedAddress':
      return 'string';
    case 'scSpecTypeOption':
      return `${typeName(type.value.valueType)} | null`;
    case 'scSpecTypeVec':
      return `readonly ${elementName(type.value.elementType)}[]`;
    case 'scSpecTypeMap':
      return `readonly (readonly [${typeName(type.value.keyType)}, ${typeName(type.value.valueType)}])[]`;
    case 'scSpecTypeTuple':
      return `readonly [${type.value.valueTypes.map(typeName).join(', ')}]`;
    case 'scSpecTypeUdt':
      return declaredName(type.value.name.toString());
    case 'scSpecTypeResult':
    case 'scSpecTypeError':
    case 'scSpecTypeVal':
      return 'unknown';
  }
}

function elementName(type: xdr.ScSpecTypeDef): string {
  const name = typeName(type);
  return /^[\w]+$/.test(name) ? name : `(${name})`;
}
