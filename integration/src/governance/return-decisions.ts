import { createSubmitter } from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import { formatOutpoint, type Outpoint } from '../operations/deposits/deposit.ts';
import { fromHex } from '../operations/payments/chain-records.ts';
import type { Governance } from './governance.ts';
import { explainReturn } from './return-refusals.ts';
import { signedCall } from './signed-call.ts';

/** What officers decide about a deposit that is owed back, each with a key of their own. */
export type ReturnDecision =
  /** Where it goes, when nobody is registered with the address that was paid. */
  | { do: 'propose'; address: string; maxFeeSats: bigint }
  /** That it goes there indeed: another officer than who proposed, a week later or more. */
  | { do: 'approve'; address: string }
  /** That it is kept, or let go. */
  | { do: 'hold' | 'release' };

/** One transaction of one officer, past services that hold the key of another one. */
export async function decideReturn(
  { network, contracts }: Pick<Governance, 'network' | 'contracts'>,
  key: Keypair,
  outpoint: Outpoint,
  decision: ReturnDecision,
): Promise<{ stellarTx: string }> {
  const submitter = createSubmitter({ network, channels: [key], errorNames: contracts.errorNames });
  const about = { officer: key.publicKey(), tx_hash: fromHex(outpoint.txid), vout: outpoint.vout };
  const [name, invoke] = callOf(contracts, about, decision);
  const { stellarTx } = await explainReturn(formatOutpoint(outpoint), signedCall(submitter, key, name, invoke));
  return { stellarTx };
}

type About = { officer: string; tx_hash: Buffer; vout: number };

function callOf(
  { reserve }: Governance['contracts'],
  about: About,
  decision: ReturnDecision,
): readonly [name: string, invoke: xdr.HostFunction] {
  switch (decision.do) {
    case 'propose': {
      const { address: btc_address, maxFeeSats: max_fee } = decision;
      return ['propose_return', reserve.invocation('propose_return', { ...about, btc_address, max_fee })];
    }
    case 'approve':
      return ['approve_return', reserve.invocation('approve_return', { ...about, btc_address: decision.address })];
    case 'hold':
    case 'release':
      return ['hold_return', reserve.invocation('hold_return', { ...about, held: decision.do === 'hold' })];
  }
}
