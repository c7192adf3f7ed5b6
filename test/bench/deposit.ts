import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { createSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';

const DEPOSITS = 5;

/** From the block that makes a payment deep enough to the tokens on the user's account, through the whole running system. */
export async function benchDeposit(): Promise<{ name: string; value: number; unit: string }[]> {
  const system = createSystem();
  try {
    const started = performance.now();
    const ready = await system.start();
    if (!ready) throw new Error(`istsi up did not start:\n${system.output()}`);
    const startSeconds = (performance.now() - started) / 1_000;
    const wires = openWires(ready, system.keys());
    await wires.bitcoin('generatetoaddress', 110, await wires.bitcoin('getnewaddress'));
    const times: number[] = [];
    for (let count = 0; count < DEPOSITS; count += 1)
      times.push(await timeDeposit(wires, system.keys().api.compliance));
    times.sort((a, b) => a - b);
    return [
      { name: 'istsi up, from nothing to ready', value: startSeconds, unit: 's' },
      { name: 'deposit: last confirmation to minted', value: times[DEPOSITS >> 1] ?? Number.NaN, unit: 'ms' },
    ];
  } finally {
    await system.dispose();
  }
}

async function timeDeposit(wires: Wires, complianceKey: string): Promise<number> {
  const account = Keypair.random().publicKey();
  await wires.api('POST', '/v1/identities', { address: account, tier: 1 }, complianceKey);
  const { body } = await wires.api<{ address: string }>('GET', `/v1/users/${account}/deposit-address`);
  await wires.bitcoin('sendtoaddress', body.address, '0.00050000');
  const miner = await wires.bitcoin('getnewaddress');
  await wires.bitcoin('generatetoaddress', 1, miner);
  await sleep(500);
  await wires.bitcoin('generatetoaddress', 1, miner);
  const deep = performance.now();
  for (;;) {
    const { body: user } = await wires.api<{ balance_sats: string }>('GET', `/v1/users/${account}`);
    if (user.balance_sats === '50000') return performance.now() - deep;
    await sleep(10);
  }
}
