import type { ContractArgs } from '@istsi/soroban-client';
import { historyOf } from '../src/relay-proofs.ts';
import { type Block, coinbase, mineBlock, payment, proofOf } from '../test/bitcoin-relay/blocks.ts';
import { hash256, mineChain } from '../test/bitcoin-relay/headers.ts';
import { EASY, NOW, type Relay, startRelay } from '../test/bitcoin-relay/relay.ts';
import { askMeasurement, type CallCost } from './ask-measurement.ts';
import { callTransaction } from './call-transaction.ts';

const BITS = EASY.limit_bits;
// No change of difficulty is near.
const BASE = 800_400;
const START = NOW - 1_000_000;
/** A tree of twelve levels, as Bitcoin's blocks have. */
const TRANSACTIONS = 2_500;

/**
 * What the relay costs when its window is full, with blocks as Bitcoin has them but for the work. The root that a header
 * has makes no difference to its cost; how often a nonce is tried makes none either.
 */
export async function measureRelay(): Promise<[string, CallCost][]> {
  const payments = Array.from({ length: TRANSACTIONS - 1 }, (_, at) => payment(at));
  const blockUpon = (previous: Uint8Array, time: number): Block =>
    mineBlock({ previous, time, bits: BITS }, [coinbase(BASE), ...payments]);
  const old = blockUpon(Buffer.alloc(32, 7), START);
  const middle = mineChain(hash256(old.header), 600, { bits: BITS, time: START + 600, label: 'middle' });
  const recent = blockUpon(hash256(middle.at(-1)!), START + 601 * 600);
  const headers = [old.header, ...middle, recent.header];
  const relay = await startRelay(EASY, {
    epoch_bits: BITS,
    epoch_time: START - 600_000,
    headers: Buffer.concat(headers.slice(0, 11)),
    height: BASE,
    work: 1n << 64n,
  });
  try {
    await relay.submit(Buffer.concat(headers.slice(11)));
    const start = await relay.read<number>('window_start');
    const history = historyOf(headers.slice(0, start - BASE).map(hash256), 0);
    const next = mineChain(hash256(recent.header), 144, { bits: BITS, time: START + 602 * 600, label: 'next' });
    const submit = (count: number): ContractArgs => ({ headers: Buffer.concat(next.slice(0, count)) });
    return [
      ['bitcoin-relay.submit', await measure(relay, 'submit', submit(1))],
      ['bitcoin-relay.submit (6 headers)', await measure(relay, 'submit', submit(6))],
      ['bitcoin-relay.submit (144 headers)', await measure(relay, 'submit', submit(144))],
      [
        'bitcoin-relay.prove_transaction',
        await measure(relay, 'prove_transaction', { proof: proofOf(recent, BASE + 601, 1_365) }),
      ],
      [
        'bitcoin-relay.prove_transaction (old block)',
        await measure(relay, 'prove_transaction', { proof: { ...proofOf(old, BASE, 1_365), history } }),
      ],
    ];
  } finally {
    await relay.stop();
  }
}

async function measure({ network, contract, payer }: Relay, method: string, args: ContractArgs): Promise<CallCost> {
  const call = await callTransaction(network, { source: payer.publicKey(), contract, method, args });
  return await askMeasurement(network.rpcUrl, `bitcoin-relay.${method}`, call);
}
