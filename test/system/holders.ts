import { addressOfScript, networks } from '@istsi/bitcoin-custody';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Random } from './random.ts';
import type { Keys, Ready } from './running-system.ts';
import type { Wires } from './wires.ts';

/** Somebody with a key of their own, who pays bitcoin in and asks for it back. */
export interface Holder {
  key: Keypair;
  account: string;
  depositAddress: string;
}

/** A withdrawal that was signed and sent, whether or not an answer came. */
export interface Ask {
  holder: Holder;
  id: string;
  envelope: string;
  sats: bigint;
  /** Where it is paid to, and nothing else ever is. */
  address: string;
}

export async function createHolder(ready: Ready, wires: Wires, keys: Keys): Promise<Holder> {
  const key = Keypair.random();
  const account = key.publicKey();
  const funded = await fetch(`${ready.friendbot_url}?addr=${account}`);
  if (!funded.ok) throw new Error(`friendbot: ${await funded.text()}`);
  const { status } = await wires.api('POST', '/v1/identities', { address: account, tier: 2 }, keys.api.compliance);
  if (status !== 201) throw new Error(`registration answered ${status}`);
  const { body } = await wires.api<{ address: string }>('GET', `/v1/users/${account}/deposit-address`);
  return { key, account, depositAddress: body.address };
}

/** Prepared and signed, not sent. */
export async function signWithdrawal(wires: Wires, holder: Holder, sats: bigint, random: Random): Promise<Ask> {
  const address = newAddress(random);
  const order = { user: holder.account, amount_sats: String(sats), bitcoin_address: address };
  const { status, body } = await wires.api<{ envelope: string; network_passphrase: string; withdrawal_id: string }>(
    'POST',
    '/v1/withdrawals/prepare',
    order,
  );
  if (status !== 200) throw new Error(`prepare answered ${status}: ${JSON.stringify(body)}`);
  const transaction = TransactionBuilder.fromXdr(body.envelope, body.network_passphrase);
  transaction.sign(holder.key);
  return { holder, id: body.withdrawal_id, envelope: transaction.toXdr(), sats, address };
}

/** Of what was sent: whether the system says that it is recorded, that it still may be, or that it never will. */
export type Sent = 'recorded' | 'pending' | 'over';

/** Sends it, for the first time or again. */
export async function sendWithdrawal(wires: Wires, ask: Ask): Promise<Sent> {
  const { status, body } = await wires.api<{ code?: string; withdrawal: { id: string } | null }>(
    'POST',
    '/v1/withdrawals',
    { envelope: ask.envelope },
  );
  if (status === 202) return 'pending';
  if (body.code === 'envelope-outdated') return 'over';
  if (status !== 200) throw new Error(`sending ${ask.id} answered ${status}: ${JSON.stringify(body)}`);
  if (body.withdrawal?.id !== ask.id) throw new Error(`sent ${ask.id}, recorded ${body.withdrawal?.id}`);
  return 'recorded';
}

/** Of nobody: what is paid there stays there and can be counted. */
function newAddress(random: Random): string {
  const program = Array.from({ length: 20 }, () => random.between(0, 255));
  return addressOfScript(Uint8Array.of(0, 20, ...program), networks.regtest)!;
}
