import {
  type Dictionary,
  type InnerList,
  type Item,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers';

/** What a signature of a request can be about (RFC 9421, section 2). */
export interface SignedMessage {
  method: string;
  scheme: 'http' | 'https';
  /** Of the `Host` that was asked, whatever its case, with or without the scheme's own port. */
  authority: string;
  /** Path and query as they were asked. */
  target: string;
  /** All values that came of a header field, in order; none: it did not come. The name is in small letters. */
  field(name: string): readonly string[];
}

/** A signature and what it says of itself, as the fields `Signature-Input` and `Signature` have it (sections 4.1 and 4.2). */
export interface MessageSignature {
  /** Names of the components, in the order in which they were signed. */
  components: readonly string[];
  parameters: ReadonlyMap<string, unknown>;
  /** The line `@signature-params`, which the signature is about too. */
  line: string;
  bytes: Buffer;
}

/** Said to whoever signed, and true of their request alone. */
export class SignatureFault extends Error {}

/** At most what a request can be about: a list of names costs a line each. */
const MOST_COMPONENTS = 30;
const MOST_FIELD = 4_000;

/** The one signature of a request: of several nobody can say which is meant. */
export function readSignature(message: SignedMessage): MessageSignature {
  const inputs = readField(message, 'signature-input');
  const signatures = readField(message, 'signature');
  const [labels, others] = [[...inputs.keys()], [...signatures.keys()]];
  const [label = ''] = labels;
  if (labels.length !== 1 || others.length !== 1)
    throw new SignatureFault(
      `There is one signature in Signature-Input and Signature, under one label; here are ${labels.length} and ${others.length}.`,
    );
  if (label !== others[0])
    throw new SignatureFault(
      `Signature-Input is labelled ${label}, and Signature ${others[0]}: they are not of one signature.`,
    );
  const input = inputs.get(label);
  if (input === undefined || !isInnerList(input))
    throw new SignatureFault('Signature-Input is a list of components in parentheses, with parameters behind it.');
  const [bytes] = signatures.get(label)!;
  if (!(bytes instanceof ArrayBuffer)) throw new SignatureFault('Signature is bytes in base64 between colons.');
  return {
    components: namesOf(input),
    parameters: input[1],
    line: serializeInnerList(input),
    bytes: Buffer.from(bytes),
  };
}

/** What is signed (section 2.5): a line for each component, and one for what the signature says of itself. */
export function signatureBase(
  message: SignedMessage,
  { components, line }: Pick<MessageSignature, 'components' | 'line'>,
): Buffer {
  const lines = components.map((name) => `${serializeItem([name, new Map()])}: ${componentOf(message, name)}`);
  // Header fields are bytes that Node reads as latin1; what is not of ASCII is signed as it came.
  return Buffer.from([...lines, `"@signature-params": ${line}`].join('\n'), 'latin1');
}

function readField(message: SignedMessage, name: string): Dictionary {
  const text = message.field(name).join(', ');
  if (text === '')
    throw new SignatureFault(`A signed request has the fields Signature-Input and Signature; ${name} is missing.`);
  if (text.length > MOST_FIELD) throw new SignatureFault(`${name} is longer than ${MOST_FIELD} characters.`);
  try {
    return parseDictionary(text);
  } catch (error) {
    throw new SignatureFault(`${name} is no dictionary of RFC 9651: ${(error as Error).message}.`, { cause: error });
  }
}

const isInnerList = (member: Item | InnerList): member is InnerList => Array.isArray(member[0]);

function namesOf([items]: InnerList): string[] {
  if (items.length > MOST_COMPONENTS)
    throw new SignatureFault(`A signature is about at most ${MOST_COMPONENTS} components.`);
  const names = items.map(([name, parameters]) => {
    if (typeof name !== 'string') throw new SignatureFault('Components are named by text in quotes.');
    const [parameter] = parameters.keys();
    if (parameter !== undefined)
      throw new SignatureFault(`"${name}" has the parameter ${parameter}, which is not read here.`);
    return name;
  });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new SignatureFault(`"${twice}" is signed twice.`);
  return names;
}

function componentOf(message: SignedMessage, name: string): string {
  if (name.startsWith('@')) return derivedValue(message, name);
  if (name !== name.toLowerCase())
    throw new SignatureFault(`"${name}" is signed; names of fields are in small letters.`);
  const values = message.field(name);
  if (values.length === 0) throw new SignatureFault(`"${name}" is signed, and the request has no such field.`);
  return values.map((value) => value.trim()).join(', ');
}

/** Section 2.2. */
function derivedValue(message: SignedMessage, name: string): string {
  const { method, scheme, target } = message;
  const query = target.indexOf('?');
  switch (name) {
    case '@method':
      return method;
    case '@target-uri':
      return `${scheme}://${authorityOf(message)}${target}`;
    case '@authority':
      return authorityOf(message);
    case '@scheme':
      return scheme;
    case '@request-target':
      return target;
    case '@path':
      return query < 0 ? target : target.slice(0, query);
    case '@query':
      return query < 0 ? '?' : target.slice(query);
    default:
      throw new SignatureFault(`"${name}" is not read here; "@method", "@target-uri" and names of header fields are.`);
  }
}

function authorityOf({ scheme, authority }: SignedMessage): string {
  return authority.toLowerCase().replace(scheme === 'https' ? /:443$/ : /:80$/, '');
}
