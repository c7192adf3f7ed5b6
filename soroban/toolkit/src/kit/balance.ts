import type { Network } from '@istsi/soroban-client';
import { Account, Asset, type Keypair, Keypair as Keys, Operation, TransactionBuilder } from '@stellar/stellar-sdk';

const STROOPS_PER_LUMEN = 10_000_000n;
const FEE = '100';

/**
 * Gives an account exactly so many stroops: the root account, which owns what nobody has, pays or is paid, and pays the fee.
 * It is a payment as any other, so what the network refuses (less than the reserve) is refused here.
 */
export async function setBalance(network: Network, keypair: Keypair, stroops: bigint): Promise<void> {
  const { server, networkPassphrase } = network;
  const root = Keys.master(networkPassphrase);
  const entry = await server.getAccountEntry(keypair.publicKey());
  const missing = stroops - BigInt(entry.balance);
  if (missing === 0n) return;
  const [from, to] = missing > 0n ? [root, keypair] : [keypair, root];
  const source = await server.getAccount(root.publicKey());
  const payment = Operation.payment({
    source: from.publicKey(),
    destination: to.publicKey(),
    asset: Asset.native(),
    amount: inLumens(missing < 0n ? -missing : missing),
  });
  const transaction = new TransactionBuilder(new Account(source.accountId(), source.sequenceNumber()), {
    fee: FEE,
    networkPassphrase,
  })
    .addOperation(payment)
    .setTimeout(60)
    .build();
  transaction.sign(root, ...(from === keypair ? [keypair] : []));
  const { hash, status } = await server.sendTransaction(transaction);
  const answer = status === 'PENDING' ? await server.pollTransaction(hash, { sleepStrategy: () => 10 }) : undefined;
  if (answer?.status === 'SUCCESS') return;
  throw new Error(`the balance of ${keypair.publicKey()} stays ${entry.balance} stroops: ${answer?.status ?? status}`);
}

function inLumens(stroops: bigint): string {
  return `${stroops / STROOPS_PER_LUMEN}.${String(stroops % STROOPS_PER_LUMEN).padStart(7, '0')}`;
}
