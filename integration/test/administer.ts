import type { SystemContracts } from '@istsi/contracts';
import type { Action } from '@istsi/contracts/clients/integration-router';
import { type Submitter, signEntry } from '@istsi/soroban-client';
import { type Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk';

/** Has governance, which is one Super Admin in tests, change a setting of the reserve manager. */
export async function administer(
  submitter: Submitter,
  { router, reserve }: SystemContracts,
  superAdmin: Keypair,
  setting: { name: string; args: object },
): Promise<void> {
  const call = reserve.spec.funcArgsToScVals(setting.name, setting.args);
  const action = { tag: 'Administer' as const, values: [reserve.contractId, setting.name, call] as const };
  await propose(submitter, { router }, superAdmin, action);
}

/** Proposes, approves and executes: one Super Admin is enough here. */
export async function propose(
  submitter: Submitter,
  { router }: Pick<SystemContracts, 'router'>,
  superAdmin: Keypair,
  action: Action,
): Promise<void> {
  const by = superAdmin.publicKey();
  const act = async (invoke: xdr.HostFunction) => {
    const outcome = await submitter.submit({
      invoke,
      authorize: (entry, terms) => signEntry(entry, superAdmin, terms.validUntilLedger, terms.networkPassphrase),
    });
    if (outcome.status !== 'success') throw new Error(`${action.tag}: ${JSON.stringify(outcome)}`);
    return outcome.returnValue;
  };
  const proposed = await act(router.invocation('propose', { proposer: by, action }));
  const id = scValToNative(proposed!) as number;
  await act(router.invocation('approve', { approver: by, id }));
  await act(router.invocation('execute', { caller: by, id }));
}
