import { type ContractArgs, invocation } from '@istsi/soroban-client';
import { pubECDSA } from '@scure/btc-signer/utils.js';
import { register } from '../test/actions.ts';
import { payment, transaction } from '../test/bitcoin-relay/blocks.ts';
import { hash256 } from '../test/bitcoin-relay/headers.ts';
import { decree } from '../test/governance.ts';
import { type Quorum, type SpvWorld, startSpvWorld } from '../test/spv-attestor/spv-world.ts';
import { prepare } from '../test/transaction.ts';
import { askMeasurement, type CallCost } from './ask-measurement.ts';
import { callTransaction, withNonce } from './call-transaction.ts';

/** A tree of twelve levels, as Bitcoin's blocks have. */
const TRANSACTIONS = 2_500;
const CONFIRMATIONS = 6;

/** What it costs to derive an address of two of three, once for all, and to mint with one custodian's signature and one proof. */
export async function measureSpv(): Promise<[string, CallCost][]> {
  const parents = [1, 2, 3].map((key) => ({
    chain_code: Buffer.alloc(32, key),
    public_key: Buffer.from(pubECDSA(new Uint8Array(32).fill(key))),
  }));
  const world = await startSpvWorld({ is_taproot: false, parents, threshold: 2 } satisfies Quorum);
  try {
    const custodians = [world.address('custodian1'), world.address('custodian2'), world.attestor.contractId];
    await decree(world, { tag: 'SetCustodians', values: [custodians, 2] });
    await register(world, 'alice');
    return [
      ['spv-attestor.deposit_script', await measure(world, 'deposit_script', { address_index: 7 })],
      ['spv-attestor.keep_script', await measure(world, 'keep_script', { user: world.address('alice') })],
      ['integration-router.execute_bitcoin_deposit (by proof)', await measureDeposit(world)],
    ];
  } finally {
    await world.stop();
  }
}

async function measure(world: SpvWorld, method: string, args: ContractArgs): Promise<CallCost> {
  const { network, people, attestor: contract } = world;
  const call = await callTransaction(network, { source: people.operator.publicKey(), contract, method, args });
  return await askMeasurement(network.rpcUrl, `spv-attestor.${method}`, call);
}

async function measureDeposit(world: SpvWorld): Promise<CallCost> {
  const { network, people, contracts } = world;
  const user = world.address('alice');
  const script = Buffer.from(await world.readAttestor<Uint8Array>('keep_script', { user }));
  const paid = transaction([{ previous: Buffer.alloc(32, 9), vout: 0 }], [{ amount: 50_000n, script }]);
  const others = Array.from({ length: TRANSACTIONS - 2 }, (_, at) => payment(at));
  const { proof, ...block } = await world.mine([paid, ...others], CONFIRMATIONS - 1);
  const known = { caller: world.address('operator'), user, confirmations: CONFIRMATIONS };
  const attestors = [world.address('custodian1'), world.attestor.contractId];
  const args = {
    ...{ ...known, attestors, ...block, btc_amount: 50_000n, btc_vout: 0 },
    btc_tx_hash: hash256(paid).reverse(),
  };
  const evidence = { tag: 'Deposit', values: [{ ...known, attestors, proof: proof(1), vout: 0 }] } as const;
  const sign = world.signed({ ...evidence, values: [evidence.values[0]] }, ['custodian1']);
  let nonce = 0n;
  const call = await prepare({
    ...{ network, source: people.operator },
    invoke: invocation(contracts['integration-router'], 'execute_bitcoin_deposit', args),
    sign: async (entry, until) => {
      nonce += 1n;
      return await sign(withNonce(entry, nonce), until);
    },
  });
  return await askMeasurement(network.rpcUrl, 'execute_bitcoin_deposit (by proof)', call);
}
