import { CodedError } from '@istsi/bitcoin-custody';
import type { CoreContractName } from '@istsi/contracts';

export type DeploymentErrors = {
  'deployment/other-code': { contract: CoreContractName; id: string; onChain: string; wanted: string };
  'deployment/other-setting': { setting: string; onChain: string; wanted: string };
  'deployment/missing': { contract: CoreContractName; id: string };
  'deployment/refused': { action: string; reason: string };
  'deployment/foreign-contract': { contract: string; id: string; setting: string; onChain: string; wanted: string };
  'deployment/no-payer': { contracts: string[]; deployer: string };
  'deployment/exchange-differs': { differences: string[] };
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
  'deployment/foreign-contract': (c) =>
    `where ${c.contract} is to be (${c.id}) is one whose ${c.setting} is ${c.onChain}, not ${c.wanted}; nobody was asked to vote for it. ` +
    'If it is the plan that is wrong, mend that; otherwise plan another deployer, whose contracts have other ids',
  'deployment/no-payer': (c) =>
    `${c.contracts.join(' and ')} are not on the network yet, and their ids are those of ${c.deployer}; nothing was sent. ` +
    'Name the file with the secret key of that account, which pays for them and has no right in them',
  'deployment/exchange-differs': (c) =>
    `an exchange is open already, and not as planned: ${c.differences.join('; ')}. Nothing was sent. ` +
    'Propose SetExchangeConfig to change how it is; what stands can be read with `istsi exchange`',
};

export class DeploymentError<C extends keyof DeploymentErrors = keyof DeploymentErrors> extends CodedError<
  DeploymentErrors,
  C
> {
  constructor(code: C, context: DeploymentErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
