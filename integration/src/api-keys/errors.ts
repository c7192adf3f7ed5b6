import { CodedError } from '@istsi/bitcoin-custody';

export type ApiKeyErrors = {
  'api-keys/unknown': { id: string };
  'api-keys/too-many': { most: number };
  'api-keys/over': { id: string; why: 'revoked' | 'expired' };
  'api-keys/bad-public-key': { why: string };
  'api-keys/other-kind': { id: string; signs: boolean };
};

const messages: { [C in keyof ApiKeyErrors]: (context: ApiKeyErrors[C]) => string } = {
  'api-keys/unknown': (c) => `there is no key ${c.id}`,
  'api-keys/too-many': (c) => `there are ${c.most} keys that count already, and no more`,
  'api-keys/over': (c) => `the key ${c.id} is ${c.why}: it counts no more, and has no successor`,
  'api-keys/bad-public-key': (c) => c.why,
  'api-keys/other-kind': (c) =>
    c.signs
      ? `the key ${c.id} signs requests: turn it with the public key that comes after`
      : `the key ${c.id} is presented as it is, and has no public key`,
};

export class ApiKeyError<C extends keyof ApiKeyErrors = keyof ApiKeyErrors> extends CodedError<ApiKeyErrors, C> {
  constructor(code: C, context: ApiKeyErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
