import { CodedError } from '@istsi/bitcoin-custody';

export type SecurityKeyErrors = {
  'security-keys/refused': { why: string };
  'security-keys/unknown': { id: string };
  'security-keys/too-many': { most: number };
  'security-keys/not-first': { account: string };
  'security-keys/copied': { id: string; said: number; before: bigint };
  'security-keys/unknown-reset': { id: bigint };
  'security-keys/own-reset': { account: string };
  'security-keys/same-person': { by: string };
  'security-keys/nothing-to-reset': { account: string };
};

const messages: { [C in keyof SecurityKeyErrors]: (context: SecurityKeyErrors[C]) => string } = {
  'security-keys/refused': (c) => `the security key’s answer does not count: ${c.why}`,
  'security-keys/unknown': (c) => `there is no security key ${c.id} of yours`,
  'security-keys/too-many': (c) => `there are ${c.most} security keys of yours already, and no more`,
  'security-keys/not-first': (c) => `${c.account} has a security key: show it before another one is added`,
  'security-keys/copied': (c) =>
    `the security key ${c.id} counts ${c.said} after it counted ${c.before}: there may be a copy of it, so it opens nothing any more`,
  'security-keys/unknown-reset': (c) => `nobody asks for ${c.id} any more`,
  'security-keys/own-reset': (c) => `${c.account} does not decide about their own security keys`,
  'security-keys/same-person': (c) => `${c.by} asked for it; another person has to agree`,
  'security-keys/nothing-to-reset': (c) => `${c.account} has no security key, and may add one`,
};

export class SecurityKeyError<C extends keyof SecurityKeyErrors = keyof SecurityKeyErrors> extends CodedError<
  SecurityKeyErrors,
  C
> {
  constructor(code: C, context: SecurityKeyErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
