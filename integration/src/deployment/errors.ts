import { CodedError } from '@istsi/bitcoin-custody';
import type { CoreContractName } from '@istsi/contracts';

export type DeploymentErrors = {
  'deployment/other-code': { contract: CoreContractName; id: string; onChain: string; wanted: string };
  'deployment/other-setting': { setting: string; onChain: string; wanted: string };
  'deployment/missing': { contract: CoreContractName; id: string };
  'deployment/refused': { action: string; reason: string };
};

const messages: { [C in keyof DeploymentErrors]: (context: DeploymentErrors[C]) => string } = {
  'deployment/other-code': (c) =>
    `${c.contract} at ${c.id} runs code ${c.onChain}, which is another contract altogether; nothing was changed. ` +
    'Deploy a new system with another label',
  'deployment/other-setting': (c) =>
    `the deployed system has ${c.setting} ${c.onChain}, not ${c.wanted}; nothing was changed. ` +
    'Change it through the router, or deploy a new system with another label',
  'deployment/missing': (c) =>
    `${c.contract} is not at ${c.id}, where it was deployed; nothing was created. Is this the same network, and not an older copy?`,
  'deployment/refused': (c) => `could not ${c.action}: ${c.reason}`,
};

export class DeploymentError<C extends keyof DeploymentErrors = keyof DeploymentErrors> extends CodedError<
  DeploymentErrors,
  C
> {
  constructor(code: C, context: DeploymentErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
