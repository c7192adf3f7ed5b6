import { CodedError } from '@istsi/bitcoin-custody';

export type GovernanceErrors = {
  'governance/not-super-admin': { address: string; router: string; superAdmins: readonly string[] };
  'governance/no-such-proposal': { id: number };
  'governance/bad-action': { problem: string };
  'governance/not-open': { id: number; standing: string };
  'governance/not-yet': { id: number; standing: string };
};

const messages: { [C in keyof GovernanceErrors]: (context: GovernanceErrors[C]) => string } = {
  'governance/not-super-admin': (c) =>
    `${c.address} is no Super Admin of the router ${c.router}, so nothing was sent. ` +
    `The Super Admins are ${c.superAdmins.join(', ')}: use the key of one of them`,
  'governance/no-such-proposal': (c) => `there is no proposal ${c.id}; nothing was sent`,
  'governance/bad-action': (c) => `${c.problem}; nothing was sent`,
  'governance/not-open': (c) =>
    `proposal ${c.id} is ${c.standing}, and nothing changes that any more; nothing was sent`,
  'governance/not-yet': (c) => `proposal ${c.id} cannot be executed yet: it ${c.standing}; nothing was sent`,
};

/** Why a step of governance was not even tried. */
export class GovernanceError<C extends keyof GovernanceErrors = keyof GovernanceErrors> extends CodedError<
  GovernanceErrors,
  C
> {
  constructor(code: C, context: GovernanceErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
