import { CodedError } from '@istsi/bitcoin-custody';
import type { ContractName } from '@istsi/contracts';

export type UpgradeErrors = {
  'upgrade/unfit': { contract: ContractName; hash: string; reason: string };
  'upgrade/incomplete': { contract: ContractName; reason: string };
  'upgrade/not-verified': { contract: ContractName; id: string; found: string; wanted: string };
  'upgrade/not-sent': { action: string; reason: string };
};

const messages: { [C in keyof UpgradeErrors]: (context: UpgradeErrors[C]) => string } = {
  'upgrade/unfit': (c) =>
    `the code ${c.hash} cannot take the place of ${c.contract}: ${c.reason}; nothing of the system was changed`,
  'upgrade/incomplete': (c) => `${c.contract} cannot be upgraded: ${c.reason}; nothing was sent`,
  'upgrade/not-verified': (c) =>
    `${c.contract} at ${c.id} has ${c.found} after the upgrade, and not ${c.wanted}; leave the system paused and look at it`,
  'upgrade/not-sent': (c) => `could not ${c.action}: ${c.reason}; run it again, it goes on where it stands`,
};

export class UpgradeError<C extends keyof UpgradeErrors = keyof UpgradeErrors> extends CodedError<UpgradeErrors, C> {
  constructor(code: C, context: UpgradeErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
