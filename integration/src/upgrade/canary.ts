import { createHash } from 'node:crypto';
import type { ContractName } from '@istsi/contracts';
import { ContractKind } from '@istsi/contracts/clients/integration-router';
import {
  type ContractArgs,
  contractIdOf,
  createContract,
  createSubmitter,
  hasWasm,
  tryReadContract,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import { contract, type Keypair, type xdr } from '@stellar/stellar-sdk';
import type { Governance } from '../governance/governance.ts';
import { UpgradeError } from './errors.ts';
import type { ContractUpgrade } from './plan-upgrade.ts';

const KIND_OF: Record<ContractName, ContractKind> = {
  'integration-router': ContractKind.IntegrationRouter,
  'kyc-registry': ContractKind.KycRegistry,
  'istsi-token': ContractKind.IstsiToken,
  'reserve-manager': ContractKind.ReserveManager,
  'fungible-token': ContractKind.FungibleToken,
  'price-oracle': ContractKind.PriceOracle,
};
const DAY = 86_400n;

export interface Canary {
  id: string;
  /** Not there from an earlier run. */
  isNew: boolean;
}

/**
 * An instance of the next code that nobody uses, in which it shows that it fits: once to us, before anybody votes, and
 * again to the router. Its id follows from the key, the code and the router: deployed again, it is found.
 */
export async function deployCanary(governance: Governance, key: Keypair, upgrade: ContractUpgrade): Promise<Canary> {
  const { network, contracts } = governance;
  const { name, next } = upgrade;
  const spec = specOf(upgrade);
  const args = spec.funcArgsToScVals('__constructor', constructorArgs(governance, key, upgrade, spec));
  const salt = createHash('sha256').update(`istsi/canary/${next.hash}/${contracts.router.contractId}`).digest();
  const id = contractIdOf(network.networkPassphrase, key.publicKey(), salt);
  const submitter = createSubmitter({ network, channels: [key], errorNames: contracts.errorNames });
  const send = async (action: string, invoke: xdr.HostFunction): Promise<void> => {
    const outcome = await submitter.submit({ invoke });
    if (outcome.status === 'success') return;
    const reason = 'failure' in outcome ? outcome.failure.text : `the transaction ${outcome.hash} is ${outcome.status}`;
    const isRefused = outcome.status === 'refused' || outcome.status === 'failed';
    if (isRefused) throw unfit(upgrade, `the network refused to ${action}: ${reason}`);
    throw new UpgradeError('upgrade/not-sent', { action, reason });
  };
  if (!(await hasWasm(network, next.hash))) await send(`upload ${name}`, uploadWasm(next.wasm));
  const isNew = (await wasmHashOf(network, id)) === undefined;
  if (isNew) await send(`create a canary of ${name}`, createContract(key.publicKey(), salt, next.hash, args));
  await requireFitting(governance, upgrade, { contractId: id, spec });
  return { id, isNew };
}

/** Entries without which the router could never pause, migrate or replace it again. Local: nothing is sent for this. */
export function specOf(upgrade: ContractUpgrade): contract.Spec {
  let spec: contract.Spec;
  try {
    spec = contract.Spec.fromWasm(Buffer.from(upgrade.next.wasm));
  } catch (cause) {
    throw unfit(upgrade, 'it is no Wasm of a contract', cause);
  }
  const has = new Set(spec.funcs().map(({ name }) => name.toString()));
  const needed =
    upgrade.name === 'integration-router' ? ['propose', 'approve', 'execute'] : ['set_paused', 'upgrade', 'migrate'];
  const missing = ['kind', 'version', '__constructor', ...needed].filter((entry) => !has.has(entry));
  if (missing.length > 0) throw unfit(upgrade, `it has no ${missing.join(', ')}`);
  return spec;
}

function constructorArgs(
  { contracts }: Governance,
  key: Keypair,
  upgrade: ContractUpgrade,
  spec: contract.Spec,
): ContractArgs {
  const [router, kyc_registry, istsi_token, reserve_manager] = [
    contracts.router.contractId,
    contracts.kyc.contractId,
    contracts.token.contractId,
    contracts.reserve.contractId,
  ];
  const me = key.publicKey();
  const name = 'canary';
  const argsOf: Record<ContractName, ContractArgs> = {
    'integration-router': {
      ...{ kyc_registry, istsi_token, reserve_manager, operators: [], compliance_officers: [] },
      // It obeys the router that it is to replace, and nobody else.
      super_admins: [router],
      governance: { threshold: 1, delay: 0n, expiry: DAY },
    },
    'kyc-registry': { router, callers: [] },
    'istsi-token': { router, kyc_registry, reserve_manager, name, symbol: name },
    'reserve-manager': {
      ...{ router, istsi_token, custodians: [me], threshold: 1, min_ratio_bps: 10_000, network: 0 },
      reserve_script: Buffer.alloc(0),
    },
    'fungible-token': { admin: router, name, symbol: name, decimals: 0, cap: 1n, kyc_registry },
    'price-oracle': {
      ...{ router, base: { tag: 'Other', values: ['USD'] }, decimals: 14, resolution: 60, assets: [] },
      config: {
        ...{ reporters: [me, kyc_registry, istsi_token], quorum: 3, max_age: 600n },
        ...{ max_deviation_bps: 500, max_twap_deviation_bps: 1_000 },
      },
    },
  };
  const args = argsOf[upgrade.name];
  const asked = spec.getFunc('__constructor').inputs.map((input) => input.name.toString());
  const unknown = asked.filter((input) => !(input in args));
  if (unknown.length > 0)
    throw unfit(upgrade, `its constructor asks for ${unknown.join(', ')}, so it is something else`);
  return args;
}

/** What the router asks too, of releases that ask; here the reason can be told. */
async function requireFitting(
  { network }: Governance,
  upgrade: ContractUpgrade,
  canary: { contractId: string; spec: contract.Spec },
): Promise<void> {
  const hash = await wasmHashOf(network, canary.contractId);
  if (hash !== upgrade.next.hash) throw unfit(upgrade, `its canary ${canary.contractId} runs ${hash}`);
  const kind = await tryReadContract<number>(network, canary, 'kind');
  if (!kind.ok || kind.value !== KIND_OF[upgrade.name])
    throw unfit(upgrade, 'its canary says that it is something else');
  const version = await tryReadContract<number>(network, canary, 'version');
  if (!version.ok || version.value < upgrade.layout)
    throw unfit(upgrade, `it cannot read the layout ${upgrade.layout} that is stored`);
  if (version.value !== upgrade.next.layout)
    throw unfit(upgrade, `its layout is ${version.value}, and the release says ${upgrade.next.layout}`);
}

const unfit = ({ name, next }: ContractUpgrade, reason: string, cause?: unknown): UpgradeError =>
  new UpgradeError('upgrade/unfit', { contract: name, hash: next.hash, reason }, cause === undefined ? {} : { cause });
