import { pubECDSA } from '@scure/btc-signer/utils.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { balance, decide, pause, Role, register, resume, stateOf } from '../actions.ts';
import { transaction } from '../bitcoin-relay/blocks.ts';
import { decree, grantRole } from '../governance.ts';
import { setCaps, UNBOUNDED } from '../limits.ts';
import type { Person } from '../people.ts';
import {
  paymentOf,
  processPayment,
  txidOf,
  UtxoState,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from '../withdrawals.ts';
import { depositRules, NO_RULES, setDepositRules } from './deposit-rules.ts';
import { type Evidence, type Mined, type SpvWorld, startSpvWorld } from './spv-world.ts';

const GUARDIAN_FROM = 100_000n;
const PROOF_FROM = 200_000n;
const SILENT = 144;
const CUSTODIANS: Person[] = ['custodian1', 'custodian2'];

let world: SpvWorld;
let script: Buffer;
let spent = 0;
beforeAll(async () => {
  const parents = [{ chain_code: Buffer.alloc(32, 1), public_key: Buffer.from(pubECDSA(new Uint8Array(32).fill(1))) }];
  world = await startSpvWorld({ is_taproot: false, parents, threshold: 1 });
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await decree(world, grantRole(world, 'guardian', Role.Guardian));
  const address_index = await world.read<number>('kyc-registry', 'address_index', { user: world.address('alice') });
  script = Buffer.from(await world.readAttestor<Uint8Array>('deposit_script', { address_index }));
});
afterAll(() => world.stop());

/** A transaction that pays alice's deposit address, and spends something that nobody else does. */
const paying = (amount: bigint): Buffer =>
  transaction([{ previous: Buffer.alloc(32, 9), vout: spent++ }], [{ amount, script }]);

interface Claim {
  by?: Person;
  /** Custodians; the prover is added unless `prover` is false. */
  people?: Person[];
  prover?: string | false;
  amount?: bigint;
  confirmations?: number;
  isOld?: boolean;
}

/** Who attests: custodians, and the prover last. */
const attestorsOf = ({ people = [], prover = world.attestor.contractId }: Claim): string[] => [
  ...people.map(world.address),
  ...(prover === false ? [] : [prover]),
];

async function mint(raw: Buffer, mined: Mined, claim: Claim): Promise<Buffer> {
  const { by = 'operator', people = [], amount = 50_000n, confirmations = 12, isOld = false } = claim;
  const { block_height, block_hash } = mined;
  const attestors = attestorsOf(claim);
  const known = { caller: world.address(by), user: world.address('alice'), confirmations };
  const args = {
    ...{ ...known, attestors, btc_amount: amount, btc_tx_hash: txidOf(raw), btc_vout: 0, block_height, block_hash },
  };
  const proof = isOld ? await world.oldProof(mined, 1) : mined.proof(1);
  const evidence: Evidence = { tag: 'Deposit', values: [{ ...known, attestors, proof, vout: 0 }] };
  return await world.invoke<Buffer>('integration-router', 'execute_bitcoin_deposit', args, {
    ...{ by, sign: world.signed(evidence, people) },
  });
}

async function reported(raw: Buffer, { block_height, block_hash }: Mined, amount: bigint, user: Person = 'alice') {
  const said = {
    guardian: world.address('guardian'),
    tx_hash: txidOf(raw),
    vout: 0,
    amount,
    user: world.address(user),
  };
  await world.invoke(
    'reserve-manager',
    'report_deposit',
    { ...said, block_height, block_hash },
    { by: 'guardian', alone: true },
  );
}

const refused = (code: number) => expect.objectContaining({ name: 'Refusal', codes: expect.arrayContaining([code]) });

/** Refused, and nothing is different. */
async function refuses(attempt: () => Promise<unknown>, code: number): Promise<void> {
  const before = await stateOf(world);
  await expect(attempt()).rejects.toEqual(refused(code));
  expect(await stateOf(world)).toEqual(before);
}

describe('rules for deposits', () => {
  afterEach(() => setDepositRules(world, NO_RULES));

  test('there are none until governance sets some', async () => {
    expect(await depositRules(world)).toEqual(NO_RULES);
    const rules = { guardian_from: 1n, proof_from: 2n, prover: world.attestor.contractId, silent_blocks: SILENT };
    await setDepositRules(world, rules);
    expect(await depositRules(world)).toEqual(rules);
  });

  test.each<[string, object]>([
    ['a proof that nobody attests', { proof_from: PROOF_FROM }],
    ['a proof alone that nobody attests', { silent_blocks: SILENT }],
  ])('that ask for %s are refused', async (_, rules) => {
    await expect(setDepositRules(world, rules)).rejects.toEqual(refused(489));
    await setDepositRules(world, { ...rules, prover: world.attestor.contractId });
  });

  test('take less than a day of blocks for no silence', async () => {
    const prover = world.attestor.contractId;
    await expect(setDepositRules(world, { prover, silent_blocks: SILENT - 1 })).rejects.toEqual(refused(489));
    await setDepositRules(world, { prover, silent_blocks: SILENT });
  });

  test('are governance’s', async () => {
    const attempt = world.invoke(
      'reserve-manager',
      'set_deposit_rules',
      { rules: NO_RULES },
      { by: 'superAdmin', alone: true },
    );
    await expect(attempt).rejects.toThrow();
  });
});

describe('by amount a deposit needs', () => {
  beforeAll(() =>
    setDepositRules(world, {
      ...{ guardian_from: GUARDIAN_FROM, proof_from: PROOF_FROM, prover: world.attestor.contractId },
    }),
  );
  afterAll(() => setDepositRules(world, NO_RULES));

  test('custodians alone, below all bounds', async () => {
    const amount = GUARDIAN_FROM - 1n;
    const raw = paying(amount);
    await mint(raw, await world.mine([raw], 11), { amount, people: CUSTODIANS, prover: false });
  });

  test('a guardian as well, from the first bound on', async () => {
    const amount = GUARDIAN_FROM;
    const raw = paying(amount);
    const mined = await world.mine([raw], 11);
    const claim = { amount, people: CUSTODIANS, prover: false } as const;
    await refuses(() => mint(raw, mined, claim), 472);
    await reported(raw, mined, amount, 'bob');
    await refuses(() => mint(raw, mined, claim), 473);
    await reported(raw, mined, amount);
    await mint(raw, mined, claim);
  });

  test('a proof as well, from the second on, and everything else still', async () => {
    const amount = PROOF_FROM;
    const raw = paying(amount);
    const mined = await world.mine([raw], 11);
    await reported(raw, mined, amount);
    await refuses(() => mint(raw, mined, { amount, people: CUSTODIANS, prover: false }), 479);
    await refuses(() => mint(raw, mined, { amount, people: ['custodian1'] }), 403);
    await refuses(() => mint(raw, mined, { amount, people: ['custodian1', 'custodian1'] }), 405);
    await refuses(() => mint(raw, mined, { amount, people: CUSTODIANS, by: 'mallory' }), 1);
    await mint(raw, mined, { amount, people: CUSTODIANS });
  });

  test('no proof just below, which may be there all the same', async () => {
    const amount = PROOF_FROM - 1n;
    for (const prover of [false, world.attestor.contractId] as const) {
      const raw = paying(amount);
      const mined = await world.mine([raw], 11);
      await reported(raw, mined, amount);
      await mint(raw, mined, { amount, people: CUSTODIANS, prover });
    }
    // What is there proves something all the same.
    const raw = paying(50_000n);
    const mined = await world.mine([raw], 11);
    await refuses(() => mint(raw, mined, { amount: 50_001n, people: CUSTODIANS }), 621);
  });

  test('the proof of the chain that governance named', async () => {
    const amount = PROOF_FROM;
    const raw = paying(amount);
    const mined = await world.mine([raw], 11);
    await reported(raw, mined, amount);
    const { contractId: prover } = await world.attestorOfAnotherChain();
    await expect(mint(raw, mined, { amount, people: CUSTODIANS, prover })).rejects.toThrow();
    await mint(raw, mined, { amount, people: CUSTODIANS });
  });

  test('two custodians besides the prover, where that is a custodian too', async () => {
    const custodians = (people: Person[]) => people.map(world.address);
    await decree(world, {
      ...{
        tag: 'SetCustodians',
        values: [[...custodians(['custodian1', 'custodian2']), world.attestor.contractId], 2],
      },
    });
    const raw = paying(50_000n);
    const mined = await world.mine([raw], 11);
    await refuses(() => mint(raw, mined, { people: ['custodian1'] }), 403);
    await mint(raw, mined, { people: CUSTODIANS });
    await decree(world, {
      ...{ tag: 'SetCustodians', values: [custodians(['custodian1', 'custodian2', 'custodian3']), 2] },
    });
  });
});

describe('a proof alone', () => {
  /** Deeper than silence has to be. */
  let early: Mined;
  let deposits: Buffer[];
  const alone: Claim = { by: 'mallory', confirmations: SILENT, isOld: true };
  const rules = () => ({
    ...{
      guardian_from: GUARDIAN_FROM,
      proof_from: PROOF_FROM,
      prover: world.attestor.contractId,
      silent_blocks: SILENT,
    },
  });
  /** Each in a block of its own, all of them old. */
  let blocks: Mined[];
  const AMOUNTS = [50_000n, 50_000n, 250_000n, 60_000n, 50_000n, 999n];
  beforeAll(async () => {
    deposits = AMOUNTS.map(paying);
    blocks = [];
    for (const each of deposits) blocks.push(await world.mine([each]));
    early = blocks[0]!;
    await setDepositRules(world, rules());
  });
  afterAll(() => setDepositRules(world, NO_RULES));

  test('mints nothing that custodians may still speak of', async () => {
    const first = deposits[0]!;
    await world.mine([], SILENT - 2 - AMOUNTS.length);
    // One block less than that.
    await refuses(() => mint(first, early, { ...alone, confirmations: SILENT - 1 }), 409);
    await refuses(() => mint(first, early, alone), 622);
    await world.mine([], AMOUNTS.length + 1);
  });

  test('mints nothing as long as governance does not let it', async () => {
    await setDepositRules(world, { ...rules(), silent_blocks: 0 });
    await refuses(() => mint(deposits[0]!, early, alone), 403);
    await setDepositRules(world, NO_RULES);
    await refuses(() => mint(deposits[0]!, early, alone), 1);
    await refuses(() => mint(deposits[0]!, early, { ...alone, by: 'operator' }), 403);
    await setDepositRules(world, rules());
  });

  test('mints, once, whoever brings it', async () => {
    const before = await balance(world, 'alice');
    await mint(deposits[0]!, early, alone);
    expect(await balance(world, 'alice')).toBe(before + 50_000n);
    await refuses(() => mint(deposits[0]!, early, alone), 42);
    await refuses(() => mint(deposits[0]!, early, { ...alone, by: 'operator' }), 42);
  });

  test('mints nothing to whom compliance refuses, and nothing while the system is paused', async () => {
    const [of, at] = [deposits[1]!, blocks[1]!];
    await decide(world, 'freeze', 'alice');
    await refuses(() => mint(of, at, alone), 20);
    await decide(world, 'unfreeze', 'alice');
    await pause(world);
    await refuses(() => mint(of, at, alone), 50);
    await resume(world);
    await reported(of, at, 50_001n);
    await refuses(() => mint(of, at, alone), 473);
    await reported(of, at, 50_000n);
    await mint(of, at, alone);
  });

  test('mints what is large, within a day’s amount that no guardian reported', async () => {
    const [of, at] = [deposits[2]!, blocks[2]!];
    await setCaps(world, { most_unreported: 250_000n });
    await mint(of, at, { ...alone, amount: 250_000n });
    await refuses(() => mint(deposits[4]!, blocks[4]!, alone), 472);
    await setCaps(world, { most_unreported: UNBOUNDED });
    await mint(deposits[4]!, blocks[4]!, alone);
  });

  test('mints no more and no less than caps let one deposit', async () => {
    await refuses(() => mint(deposits[5]!, blocks[5]!, { ...alone, amount: 999n }), 467);
    await setCaps(world, { most_deposit: 59_999n });
    await refuses(() => mint(deposits[3]!, blocks[3]!, { ...alone, amount: 60_000n }), 468);
    await setCaps(world, { most_deposit: UNBOUNDED });
  });

  test('mints nothing of what custodians found to go back', async () => {
    const [of, { block_height, block_hash }] = [deposits[3]!, blocks[3]!];
    const attestors = CUSTODIANS.map(world.address);
    const finding = { tx_hash: txidOf(of), vout: 0, amount: 60_000n, confirmations: 12, block_height, block_hash };
    const args = { attestors, owner: world.address('alice'), ...finding };
    await world.invoke('reserve-manager', 'register_returnable', args, { by: 'operator', signers: CUSTODIANS });
    await refuses(() => mint(of, blocks[3]!, { ...alone, amount: 60_000n }), 407);
  });

  test('with a custodian beside it is no proof alone', async () => {
    const of = paying(50_000n);
    const at = await world.mine([of], SILENT);
    await refuses(() => mint(of, at, { ...alone, people: ['custodian1'] }), 1);
    await refuses(() => mint(of, at, { ...alone, by: 'operator', people: ['custodian1'] }), 403);
    await refuses(() => mint(of, at, { ...alone, people: ['custodian1'], prover: false }), 1);
    const { contractId: prover } = await world.attestorOfAnotherChain();
    await refuses(() => mint(of, at, { ...alone, prover }), 1);
    await mint(of, at, alone);
  });

  test('waits for nothing that a miner says of time: blocks on top are what counts', async () => {
    const of = paying(50_000n);
    const at = await world.mine([of], 11);
    await world.advanceTime(30 * 86_400);
    await refuses(() => mint(of, at, { ...alone, confirmations: 12, isOld: false }), 409);
  });
});

describe('without custodians', () => {
  beforeAll(() => setDepositRules(world, { prover: world.attestor.contractId }));
  afterAll(() => setDepositRules(world, NO_RULES));

  const bring = (method: string, args: object, evidence: Evidence, by: Person = 'mallory') =>
    world.invoke('reserve-manager', method, { ...args }, { by, sign: world.signed(evidence) });
  const credited = async (raw: Buffer, amount: bigint): Promise<{ txid: Buffer; vout: number; mined: Mined }> => {
    const mined = await world.mine([raw], 11);
    await mint(raw, mined, { amount, people: CUSTODIANS, prover: false });
    return { txid: txidOf(raw), vout: 0, mined };
  };

  test('a payment that headers prove is completed, six blocks deep, by anyone', async () => {
    const attestors = [world.attestor.contractId];
    const coin = await credited(paying(300_000n), 300_000n);
    const owed = await withdraw(world, 'proved', { amount: 20_000n });
    const unsigned = paymentOf([owed], [coin], 300_000n, 600n);
    const mined = await world.mine([unsigned], 4);
    const told = (confirmations: number): [object, Evidence] => {
      const { block_height, block_hash } = mined;
      const values: [object] = [{ attestors, confirmations, proof: mined.proof(1) }];
      return [
        { attestors, txid: txidOf(unsigned), confirmations, block_height, block_hash },
        { tag: 'Payment', values },
      ];
    };
    // No payment is authorized by a proof.
    const authorization = { attestors, withdrawal_ids: [owed.id], unsigned_tx: unsigned };
    await refuses(() => bring('process_bitcoin_withdrawal', authorization, told(5)[1]), 403);
    await refuses(() => bring('complete_bitcoin_withdrawal', ...told(6)), 451);

    await processPayment(world, [owed.id], unsigned);
    await refuses(() => bring('complete_bitcoin_withdrawal', ...told(5)), 406);
    await refuses(() => bring('complete_bitcoin_withdrawal', ...told(6)), 622);
    await world.mine([]);
    await refuses(() => bring('correct_payment', ...told(6)), 403);
    await bring('complete_bitcoin_withdrawal', ...told(6));
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
    await refuses(() => bring('complete_bitcoin_withdrawal', ...told(6)), 462);
  });

  const lost = (coin: { txid: Buffer; vout: number }, mined: Mined, origin?: Buffer): [object, Evidence] => {
    const attestors = [world.attestor.contractId];
    const { block_height, block_hash } = mined;
    const named = { tx_hash: coin.txid, vout: coin.vout };
    const finding = { attestors, origin, proof: mined.proof(1), ...named };
    return [
      { attestors, ...named, block_height, block_hash },
      { tag: 'Loss', values: [finding] },
    ];
  };

  test('an output that a payment may spend is not given up', async () => {
    const coin = await credited(paying(80_000n), 80_000n);
    const owed = await withdraw(world, 'committed', { amount: 20_000n });
    const unsigned = paymentOf([owed], [coin], 80_000n, 600n);
    await processPayment(world, [owed.id], unsigned);
    const mined = await world.mine([unsigned], 11);
    await refuses(() => bring('write_off_output', ...lost(coin, mined)), 452);
  });

  test('what a reorganization took back after the mint is written off, by anyone, and mints no second time', async () => {
    const raw = paying(40_000n);
    const inputs = [{ previous: Buffer.alloc(32, 9), vout: spent - 1 }];
    const coin = await credited(raw, 40_000n);
    const twice = transaction(inputs, [{ amount: 39_000n, script: Buffer.alloc(34, 6) }]);
    // A branch of less work is not even known, and neither is one of as much.
    await expect(world.replace(coin.mined, [twice], 10)).rejects.toEqual(refused(610));
    await expect(world.replace(coin.mined, [twice], 11)).rejects.toEqual(refused(610));
    const mined = await world.replace(coin.mined, [twice], 12);
    await refuses(() => mint(raw, coin.mined, { amount: 40_000n }), 42);
    await refuses(() => bring('write_off_output', ...lost(coin, mined)), 625);
    await bring('write_off_output', ...lost(coin, mined, raw));
    expect((await utxo(world, coin)).state).toBe(UtxoState.Lost);
    await refuses(() => bring('write_off_output', ...lost(coin, mined, raw)), 452);
    await refuses(() => mint(raw, coin.mined, { amount: 40_000n, people: CUSTODIANS, prover: false }), 42);
  });

  test('nothing is settled by a proof where governance named no prover', async () => {
    await setDepositRules(world, NO_RULES);
    const mined = await world.mine([paying(1_000n)], 11);
    const coin = { txid: Buffer.alloc(32, 1), vout: 0 };
    await refuses(() => bring('write_off_output', ...lost(coin, mined)), 403);
  });
});
