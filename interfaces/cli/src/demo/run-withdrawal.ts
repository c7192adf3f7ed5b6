import type { Keypair } from '@stellar/stellar-sdk';
import type { Shape } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import { CliError } from '../errors.ts';
import { runStep } from '../system/steps.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';
import type { Stage } from './stage.ts';

type Withdrawal = Shape<'Withdrawal'>;

export interface PaidWithdrawal {
  withdrawal: Withdrawal;
  bitcoinAddress: string;
  /** As the Bitcoin node finds it at the address. */
  receivedSats: bigint;
}

/** The holder burns all they have for bitcoin, and the custody pays. */
export async function runWithdrawal(
  stage: Stage,
  router: string,
  holder: Keypair,
  sats: bigint,
): Promise<PaidWithdrawal> {
  const { context, api, faucet, endpoints } = stage;
  const { reporter } = context;
  const bitcoinAddress = await faucet.newAddress();
  const { id } = await runStep(reporter, 'burn', async () => {
    const order = { key: holder, amountSats: sats, bitcoinAddress };
    const requested = await requestWithdrawal(api, router, order);
    return {
      value: requested,
      detail: `${formatCount(sats)} iSTSi, signed by the holder alone`,
      facts: { id: requested.id, burned_sats: String(sats) },
    };
  });
  const events = { apiUrl: endpoints.apiUrl, id };
  await runStep(reporter, 'custody', async (update) => {
    const reached = await until(events, update, ['broadcast', 'confirming', 'completed', 'settled']);
    const { bitcoin_transaction, fee_sats } = reached;
    return {
      value: reached,
      detail: `authorized, checked and signed by 2 of 3, fee ${formatCount(BigInt(fee_sats ?? 0))} sats`,
      facts: { bitcoin_transaction, fee_sats },
    };
  });
  return await runStep(reporter, 'arrival', async (update) => {
    const settled = await confirm(stage, events, update);
    const receivedSats = await faucet.received(bitcoinAddress);
    return {
      value: { withdrawal: settled, bitcoinAddress, receivedSats },
      detail: `${formatCount(receivedSats)} sats at ${shorten(bitcoinAddress, 12, 8)}`,
      facts: { received_sats: String(receivedSats), address: bitcoinAddress },
    };
  });
}

interface Events {
  apiUrl: string;
  id: string;
}

async function confirm({ faucet }: Stage, events: Events, update: (detail: string) => void): Promise<Withdrawal> {
  // A miner who goes on until it is deep enough.
  let mining = faucet.mine(1);
  let mined = 1;
  const settled = await until(
    events,
    update,
    ['settled'],
    ({ state, confirmations, confirmations_required: required }) => {
      if (state !== 'confirming' || confirmations < mined || confirmations >= (required ?? 1)) return;
      mined += 1;
      mining = mining.then(async () => await faucet.mine(1));
    },
  );
  await mining;
  return settled;
}

async function until(
  { apiUrl, id }: Events,
  update: (detail: string) => void,
  states: readonly string[],
  onState: (withdrawal: Withdrawal) => void = () => undefined,
): Promise<Withdrawal> {
  const reached = await follow<Withdrawal>(apiUrl, '/v1/withdrawals/{id}/events', id, (withdrawal) => {
    const { state, confirmations, refusal } = withdrawal;
    update(refusal ? `${state}: ${refusal.message}` : confirmations > 0 ? `${state}, ${confirmations} deep` : state);
    onState(withdrawal);
    return states.includes(state) || state === 'refunded';
  });
  if (reached && states.includes(reached.state)) return reached;
  throw new CliError('cli/withdrawal-refunded', { id, reason: reached?.refusal?.message ?? 'its deadline passed' });
}
