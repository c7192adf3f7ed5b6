import { loadContract } from '@istsi/contracts';
import { createSubmitter, invocation } from '@istsi/soroban-client';
import { contract, type Keypair } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import { runStep } from '../system/steps.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { createUser, type Stage } from './stage.ts';

/** The token moves like any other on Stellar: the holder's own transaction, and KYC on both sides. */
export function runTransfer(stage: Stage, token: string, from: Keypair, sats: bigint): Promise<Keypair> {
  const { context, network } = stage;
  return runStep(context.reporter, 'transfer', async (update) => {
    update('registering the receiver');
    const to = await createUser(stage, 1);
    update('sending');
    const spec = contract.Spec.fromWasm(loadContract('istsi-token').wasm);
    const args = { from: from.publicKey(), to: to.publicKey(), amount: sats };
    const invoke = invocation({ contractId: token, spec }, 'transfer', args);
    const outcome = await createSubmitter({ network, channels: [from] }).submit({ invoke });
    if (outcome.status !== 'success') {
      const reason = 'failure' in outcome ? outcome.failure.text : outcome.status;
      throw new CliError('cli/transfer-refused', { to: to.publicKey(), reason });
    }
    return {
      value: to,
      detail: `${formatCount(sats)} iSTSi to ${shorten(to.publicKey())}, KYC on both sides`,
      facts: { transferred_sats: String(sats), to: to.publicKey(), stellar_transaction: outcome.hash },
    };
  });
}
