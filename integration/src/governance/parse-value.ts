import { type contract, StrKey, type xdr } from '@stellar/stellar-sdk';
import { GovernanceError } from './errors.ts';

const WHOLE = /^-?\d{1,78}$/;

/**
 * One value from text, by the type that a contract's spec gives it: numbers in digits, bytes in hex, cases of an enum by
 * name or number, and JSON for whatever has parts. What does not fit is refused before anything is sent.
 */
export function parseValue(spec: contract.Spec, type: xdr.ScSpecTypeDef, text: string, what: string): unknown {
  return convert(spec, type, isPlain(spec, type) ? text : parseJson(text, what), what);
}

function convert(spec: contract.Spec, type: xdr.ScSpecTypeDef, value: unknown, what: string): unknown {
  switch (type.type) {
    case 'scSpecTypeBool':
      return value === true || value === 'true'
        ? true
        : value === false || value === 'false'
          ? false
          : refuse(what, 'true or false', value);
    case 'scSpecTypeU32':
      return Number(wholeNumber(value, 0n, 2n ** 32n, what));
    case 'scSpecTypeI32':
      return Number(wholeNumber(value, -(2n ** 31n), 2n ** 31n, what));
    case 'scSpecTypeU64':
      return wholeNumber(value, 0n, 2n ** 64n, what);
    case 'scSpecTypeI64':
      return wholeNumber(value, -(2n ** 63n), 2n ** 63n, what);
    case 'scSpecTypeU128':
      return wholeNumber(value, 0n, 2n ** 128n, what);
    case 'scSpecTypeI128':
      return wholeNumber(value, -(2n ** 127n), 2n ** 127n, what);
    case 'scSpecTypeBytes':
    case 'scSpecTypeBytesN':
      return bytes(value, type.type === 'scSpecTypeBytesN' ? type.bytesN.n : undefined, what);
    case 'scSpecTypeString':
    case 'scSpecTypeSymbol':
      return typeof value === 'string' ? value : refuse(what, 'text', value);
    case 'scSpecTypeAddress':
      return isAddress(value) ? value : refuse(what, 'an address (G… or C…)', value);
    case 'scSpecTypeVec': {
      const { elementType } = type.vec;
      if (!Array.isArray(value)) return refuse(what, 'a JSON list', value);
      return value.map((each, index) => convert(spec, elementType, each, `${what}, element ${index + 1}`));
    }
    case 'scSpecTypeOption':
      return value === null ? undefined : convert(spec, type.option.valueType, value, what);
    case 'scSpecTypeUdt':
      return named(spec, type.udt.name.toString(), value, what);
    default:
      return refuse(what, `a value of the type ${type.type}, which cannot be written here`, value);
  }
}

function named(spec: contract.Spec, name: string, value: unknown, what: string): unknown {
  const entry = spec.findEntry(name);
  if (entry.type === 'scSpecEntryUdtEnumV0') {
    const cases = entry.udtEnumV0.cases.map((each) => ({ name: each.name.toString(), value: each.value }));
    const found = cases.find((each) => each.name === value || String(each.value) === String(value));
    return found ? found.value : refuse(what, `one of ${cases.map((each) => each.name).join(', ')}`, value);
  }
  if (entry.type === 'scSpecEntryUdtStructV0') {
    const fields = entry.udtStructV0.fields.map((field) => ({ name: field.name.toString(), type: field.type }));
    const names = fields.map((field) => field.name).join(', ');
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse(what, `a JSON object with ${names}`, value);
    const given = value as Record<string, unknown>;
    const unknown = Object.keys(given).find((key) => !fields.some((field) => field.name === key));
    if (unknown !== undefined) return refuse(what, `a JSON object with ${names} only`, unknown);
    return Object.fromEntries(
      fields.map((field) => {
        if (!(field.name in given)) return refuse(what, `a JSON object with ${names}`, value);
        return [field.name, convert(spec, field.type, given[field.name], `${field.name} of ${what}`)];
      }),
    );
  }
  if (entry.type === 'scSpecEntryUdtUnionV0') return union(spec, entry.udtUnionV0, value, what);
  return refuse(what, `a ${name}, which cannot be written here`, value);
}

/** `{"Stellar": ["C…"]}`, or `"Case"` for one without values. */
function union(spec: contract.Spec, { cases }: xdr.ScSpecUdtUnionV0, value: unknown, what: string): unknown {
  const known = cases.map((each) =>
    each.type === 'scSpecUdtUnionCaseTupleV0'
      ? { name: each.tupleCase.name.toString(), types: each.tupleCase.type }
      : { name: each.voidCase.name.toString(), types: [] },
  );
  const [tag, values] = typeof value === 'string' ? [value, []] : (Object.entries(value ?? {})[0] ?? []);
  const found = known.find(({ name }) => name === tag);
  if (!found || !Array.isArray(values) || values.length !== found.types.length) {
    return refuse(what, `{"case": [values]} with a case of ${known.map(({ name }) => name).join(', ')}`, value);
  }
  const converted = found.types.map((type, index) => convert(spec, type, values[index], `${tag} of ${what}`));
  return converted.length === 0 ? { tag } : { tag, values: converted };
}

/** What is written as it is, without the quotes that JSON would want. */
function isPlain(spec: contract.Spec, type: xdr.ScSpecTypeDef): boolean {
  if (type.type === 'scSpecTypeUdt') return spec.findEntry(type.udt.name.toString()).type === 'scSpecEntryUdtEnumV0';
  return !['scSpecTypeVec', 'scSpecTypeMap', 'scSpecTypeTuple', 'scSpecTypeOption'].includes(type.type);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return refuse(what, 'JSON', text);
  }
}

/** From digits, so that no amount passes through a floating-point number. JSON numbers only where they are exact. */
function wholeNumber(value: unknown, from: bigint, below: bigint, what: string): bigint {
  const isExact =
    (typeof value === 'number' && Number.isSafeInteger(value)) || (typeof value === 'string' && WHOLE.test(value));
  const number = isExact ? BigInt(value as string | number) : undefined;
  if (number !== undefined && number >= from && number < below) return number;
  return refuse(what, `a whole number from ${from} to ${below - 1n}, in digits (in JSON, large ones as text)`, value);
}

function bytes(value: unknown, length: number | undefined, what: string): Buffer {
  const isHex = typeof value === 'string' && /^([0-9a-f]{2})*$/i.test(value);
  if (!isHex || (length !== undefined && value.length !== 2 * length))
    return refuse(what, `${length ?? 'any number of'} bytes in hex`, value);
  return Buffer.from(value, 'hex');
}

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && (StrKey.isValidEd25519PublicKey(value) || StrKey.isValidContract(value));

function refuse(what: string, expected: string, found: unknown): never {
  const shown = typeof found === 'string' ? found : JSON.stringify(found);
  throw new GovernanceError('governance/bad-action', {
    problem: `${what}: expected ${expected}, not ${String(shown).slice(0, 80)}`,
  });
}
