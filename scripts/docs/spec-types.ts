import type { xdr } from '@stellar/stellar-sdk';

/** A type of a contract's spec (SEP-48) as a reader writes it: `Vec<Address>`, `Option<u64>`. */
export function specType(type: xdr.ScSpecTypeDef): string {
  switch (type.type) {
    case 'scSpecTypeOption':
      return `Option<${specType(type.value.valueType)}>`;
    case 'scSpecTypeVec':
      return `Vec<${specType(type.value.elementType)}>`;
    case 'scSpecTypeMap':
      return `Map<${specType(type.value.keyType)}, ${specType(type.value.valueType)}>`;
    case 'scSpecTypeTuple':
      return `(${type.value.valueTypes.map(specType).join(', ')})`;
    case 'scSpecTypeResult':
      return specType(type.value.okType);
    case 'scSpecTypeBytesN':
      return `BytesN<${type.value.n}>`;
    case 'scSpecTypeUdt':
      return type.value.name.toString();
    default: {
      const name = type.type.replace('scSpecType', '');
      return /^([UI]\d+|Bool|Void)$/.test(name) ? name.toLowerCase() : name;
    }
  }
}
