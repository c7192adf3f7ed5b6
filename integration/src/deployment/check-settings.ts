import type { Manifest } from '@istsi/contracts';
import { deployedSpecs, openContracts } from '@istsi/contracts';
import { Role } from '@istsi/contracts/clients/integration-router';
import { BitcoinNetwork } from '@istsi/contracts/clients/reserve-manager';
import type { Network } from '@istsi/soroban-client';
import type { DeployOptions } from './deploy-system.ts';
import { DeploymentError } from './errors.ts';

const ROLES = { superAdmin: Role.SuperAdmin, complianceOfficer: Role.ComplianceOfficer, operator: Role.Operator };

/** How a system is expected to be. Who decides for governance may have changed since it was deployed. */
export type ExpectedSettings = Pick<
  DeployOptions,
  | 'custodians'
  | 'threshold'
  | 'bitcoinNetwork'
  | 'reserveScript'
  | 'formerReserveScripts'
  | 'operators'
  | 'complianceOfficers'
  | 'furtherSuperAdmins'
> & { superAdmin?: string };

/**
 * Says so when the system that is there differs from the one that was asked for: contract ids depend on deployer and
 * label only, so a changed custodian would otherwise go unnoticed.
 */
export async function checkSettings(network: Network, manifest: Manifest, options: ExpectedSettings): Promise<void> {
  const { router, reserve } = openContracts(manifest, network, undefined, await deployedSpecs(manifest, network));
  const config = await router.read('get_config');
  expectSame('token', config.istsi_token, manifest.contracts['istsi-token'].id);
  expectSame('KYC registry', config.kyc_registry, manifest.contracts['kyc-registry'].id);
  expectSame('reserve manager', config.reserve_manager, manifest.contracts['reserve-manager'].id);

  const { custodians, threshold, network: bitcoin, reserve_script } = await reserve.read('get_config');
  expectSame('custodians', sorted(custodians), sorted(options.custodians));
  expectSame('attestation threshold', String(threshold), String(options.threshold));

  expectSame('Bitcoin network', nameOf(bitcoin), options.bitcoinNetwork ?? 'regtest');
  const { reserveScript, formerReserveScripts = [] } = options;
  const onChain = hex(reserve_script);
  if (reserveScript && !formerReserveScripts.some((script) => hex(script) === onChain))
    expectSame('reserve script', onChain || 'none', hex(reserveScript));

  const wanted: [role: keyof typeof ROLES, address: string][] = [
    ...[...(options.superAdmin === undefined ? [] : [options.superAdmin]), ...(options.furtherSuperAdmins ?? [])].map(
      (address): ['superAdmin', string] => ['superAdmin', address],
    ),
    ...options.operators.map((address): ['operator', string] => ['operator', address]),
    ...options.complianceOfficers.map((address): ['complianceOfficer', string] => ['complianceOfficer', address]),
  ];
  for (const [role, address] of wanted) {
    const holds = await router.tryRead('has_role', { address, role: ROLES[role] });
    expectSame(`${role} role of ${address}`, String(holds.ok && holds.value), 'true');
  }
}

const nameOf = (network: BitcoinNetwork): string =>
  Object.entries(BitcoinNetwork)
    .find(([, number]) => number === network)?.[0]
    .toLowerCase() ?? String(network);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const sorted = (addresses: readonly string[]): string => [...addresses].sort().join(', ');

function expectSame(setting: string, onChain: string, wanted: string): void {
  if (onChain !== wanted) throw new DeploymentError('deployment/other-setting', { setting, onChain, wanted });
}
