import type { SystemContracts } from '@istsi/contracts';
import { type ContractArgs, createSubmitter, invocation, type Network, signEntry } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';

/** A compliance officer who goes to the registry directly, past the services. */
export interface Officer {
  act(name: string, args: ContractArgs): Promise<void>;
  register(user: string, tier: number): Promise<void>;
}

export function createOfficer(
  network: Network,
  { kyc }: SystemContracts,
  keys: { complianceOfficer: Keypair; deployer: Keypair },
): Officer {
  const submitter = createSubmitter({ network, channels: [keys.deployer] });
  const { complianceOfficer } = keys;

  async function act(name: string, args: ContractArgs): Promise<void> {
    const outcome = await submitter.submit({
      invoke: invocation(kyc, name, { caller: complianceOfficer.publicKey(), ...args }),
      authorize: (entry, { validUntilLedger, networkPassphrase }) =>
        signEntry(entry, complianceOfficer, validUntilLedger, networkPassphrase),
    });
    if (outcome.status !== 'success') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  }

  return {
    act,
    async register(user, tier) {
      const expires_at = BigInt(Math.floor(Date.now() / 1000) + 365 * 86_400);
      await act('register_identity', { user, tier, country: 'CH', expires_at });
    },
  };
}
