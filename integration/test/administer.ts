import type { SystemContracts } from '@istsi/contracts';
import { type Submitter, signEntry } from '@istsi/soroban-client';
import { type Keypair, scValToNative } from '@stellar/stellar-sdk';

/** Has governance, which is one Super Admin in tests, change a setting of the reserve manager. */
export async function administer(
  submitter: Submitter,
  { router, reserve }: SystemContracts,
  superAdmin: Keypair,
  setting: { name: string; args: object },
): Promise<void> {
  const by = superAdmin.publicKey();
  const call = reserve.spec.funcArgsToScVals(setting.name, setting.args);
  const action = { tag: 'Administer' as const, values: [reserve.contractId, setting.name, call] as const };
  const act = async (invoke: Parameters<Submitter['submit']>[0]['invoke']) => {
    const outcome = await submitter.submit({
      invoke,
      authorize: (entry, terms) => signEntry(entry, superAdmin, terms.validUntilLedger, terms.networkPassphrase),
    });
    if (outcome.status !== 'success') throw new Error(`${setting.name}: ${JSON.stringify(outcome)}`);
    return outcome.returnValue;
  };
  const proposed = await act(router.invocation('propose', { proposer: by, action }));
  const id = scValToNative(proposed!) as number;
  await act(router.invocation('approve', { approver: by, id }));
  await act(router.invocation('execute', { caller: by, id }));
}
