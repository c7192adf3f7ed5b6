import { HostError } from '../error.ts';
import { type ContractExecutable, type HostVal, type MapEntry, VOID } from '../value.ts';
import type { AuthorizedInvocation } from './invocation.ts';

const malformed = (reason: string): HostError =>
  new HostError('Value', 'UnexpectedType', `authorize_as_curr_contract: ${reason}`);

/**
 * Reads one `InvokerContractAuthEntry`: what a contract authorizes, as itself, deeper in the calls it is about to make.
 */
export function invocationFromVal(entry: HostVal, contract: string): AuthorizedInvocation {
  const [name, body] = variantOf(entry);
  const fields = structOf(body);
  switch (name) {
    case 'Contract': {
      const context = structOf(field(fields, 'context'));
      return {
        function: {
          type: 'contractCall',
          contract: payload(field(context, 'contract'), 'address'),
          functionName: payload(field(context, 'fn_name'), 'symbol'),
          args: payload(field(context, 'args'), 'vec'),
        },
        subInvocations: payload(field(fields, 'sub_invocations'), 'vec').map((sub) => invocationFromVal(sub, contract)),
        exhausted: false,
      };
    }
    case 'CreateContractHostFn':
    case 'CreateContractWithCtorHostFn':
      return {
        function: {
          type: 'createContract',
          preimage: { type: 'address', deployer: contract, salt: saltOf(field(fields, 'salt')) },
          executable: executableOf(field(fields, 'executable')),
          args: name === 'CreateContractHostFn' ? [] : payload(field(fields, 'constructor_args'), 'vec'),
        },
        subInvocations: [],
        exhausted: false,
      };
    default:
      throw malformed(`unknown entry ${name}`);
  }
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

function variantOf(value: HostVal): [name: string, body: HostVal] {
  const [name, body] = payload(value, 'vec');
  if (name === undefined) throw malformed('expected an entry');
  return [payload(name, 'symbol'), body ?? VOID];
}

const structOf = (value: HostVal): readonly MapEntry[] => payload(value, 'map');

function field(fields: readonly MapEntry[], name: string): HostVal {
  const found = fields.find(([key]) => key.type === 'symbol' && key.value === name);
  if (found === undefined) throw malformed(`field ${name} is missing`);
  return found[1];
}

function saltOf(value: HostVal): Uint8Array {
  const salt = payload(value, 'bytes');
  if (salt.length !== 32) throw new HostError('Object', 'UnexpectedSize', `salt has ${salt.length} bytes, not 32`);
  return salt;
}

function executableOf(value: HostVal): ContractExecutable {
  const [name, body] = variantOf(value);
  if (name === 'Wasm') return { type: 'wasm', hash: Buffer.from(payload(body, 'bytes')).toString('hex') };
  if (name === 'ExternalRef') {
    const reference = structOf(body);
    const owner = payload(field(reference, 'owner'), 'address');
    return { type: 'externalRef', owner, tag: payload(field(reference, 'tag'), 'string') };
  }
  throw new HostError(
    'Auth',
    'InvalidInput',
    `${name} executable is not allowed when authorizing create_contract host fn`,
  );
}
