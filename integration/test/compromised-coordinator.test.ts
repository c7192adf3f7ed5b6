import fs from 'node:fs';
import {
  type AuthorizedPayment,
  branchOf,
  deriveAddress,
  encodeProposal,
  type Proposal,
  type ProposedOutput,
  parseTransaction,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import { blockArgs } from '@istsi/contracts';
import type { SignerServer } from '@istsi/signer';
import { latestLedger } from '@istsi/soroban-client';
import { SigHash, Transaction } from '@scure/btc-signer';
import { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, askFor, authorizedCall } from './entries.ts';
import { mixedKeystores } from './keystores.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld } from './signing-world.ts';

// A coordinator that was taken over holds every signer's token and chooses every byte that they are sent. It plays every
// lie here, to real signers on both chains; each of the signers must refuse each, for the right reason, and remember nothing.

let world: SigningWorld;
let alice: Holder;
let coin: Coin;
let unregistered: Coin;
let busy: Coin;
let payment: AuthorizedPayment;
let second: AuthorizedPayment;
let generous: AuthorizedPayment;
let large: AuthorizedPayment;
let unwelcome: AuthorizedPayment;
let late: AuthorizedPayment;
let paid: AuthorizedPayment;
/** Authorized, and completed nowhere. */
let authorized: Proposal;
let mallory: Uint8Array;

const LIMIT = 900_000n;
const forbidden = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

beforeAll(async () => {
  const placeholder = Uint8Array.from([0, 20, ...Buffer.alloc(20)]);
  world = await startSigningWorld({
    isRotated: true,
    keystores: mixedKeystores,
    rules: { mostSatsPerDay: LIMIT, forbiddenScripts: [placeholder] },
  });
  alice = await world.createHolder();
  [coin, busy] = [await world.fund(alice, 3_000_000n), await world.fund(alice, 1_000_000n)];
  const [outpoint] = (await world.bitcoin.pay([alice.depositAddress, 700_000n])) as [Coin];
  await world.bitcoin.mine(3);
  unregistered = { ...outpoint, index: alice.index, amountSats: 700_000n };
  const address = await world.bitcoin.call<string>('getnewaddress');
  mallory = world.scriptOf(await world.bitcoin.call<string>('getnewaddress'));
  const wish = async (amountSats: bigint, maxFeeSats = 5_000n, to = address): Promise<AuthorizedPayment> =>
    await world.withdraw(alice, { amountSats, maxFeeSats, address: to });

  late = await wish(10_000n);
  await world.advanceTime(3 * 86_400);
  payment = await wish(300_000n);
  second = await wish(200_000n);
  generous = await wish(250_000n, 200_000n);
  large = await wish(850_000n);
  unwelcome = await wish(20_000n, 5_000n, forbidden);
  paid = await wish(100_000n);
  authorized = await world.propose([paid], [busy], 500n);
  await world.authorize([paid], authorized);
});
afterAll(async () => await world?.stop());

const idsOf = (payments: readonly AuthorizedPayment[]): Buffer[] =>
  payments.map(({ withdrawalId }) => Buffer.from(withdrawalId, 'hex'));

/** What is sent to one signer. */
interface Request {
  path: string;
  body: string;
}
type Attack = (signer: SignerServer) => Promise<Request>;

async function attest(asked: Asked, psbt: Uint8Array | undefined, validFor = 100): Promise<Request> {
  const { sequence } = await latestLedger(world.network);
  const body = { ...asked, validUntilLedger: sequence + validFor, ...(psbt && { psbt: base64(psbt) }) };
  return { path: '/attest', body: JSON.stringify(body) };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

interface CallChange {
  contractId?: string;
  name?: string;
  attestors?: string[];
  unsignedTx?: Uint8Array;
  more?: xdr.ScVal[];
  below?: xdr.SorobanAuthorizedInvocation[];
  as?: string;
  validFor?: number;
}

const PAY = 'process_bitcoin_withdrawal';

/** Asks a signer to authorize a transaction for these withdrawals; `psbt` instead of the proposal's own, if given. */
async function askToPay(
  signer: SignerServer,
  payments: readonly AuthorizedPayment[],
  proposal: Proposal,
  change: CallChange & { psbt?: Uint8Array } = {},
): Promise<Request> {
  const { reserve } = world.contracts;
  const { contractId = reserve.contractId, name = PAY, below = [], as = signer.address, more = [] } = change;
  const psbt = change.psbt ?? encodeProposal(world.epochs, proposal);
  const args = reserve.spec.funcArgsToScVals(PAY, {
    attestors: change.attestors ?? world.attestors(),
    withdrawal_ids: idsOf(payments),
    unsigned_tx: Buffer.from(change.unsignedTx ?? Transaction.fromPSBT(psbt, { allowUnknownOutputs: true }).unsignedTx),
  });
  const invoked = authorizedCall(contractId, name, [...args, ...more], below);
  return await attest(askFor(invoked, as), psbt, change.validFor);
}

const honest = (): Promise<Proposal> => world.propose([payment], [coin], 500n);

/** The honest proposal with its outputs changed. */
const outputs =
  (change: (honest: ProposedOutput[]) => ProposedOutput[]): Attack =>
  async (signer) => {
    const proposal = await honest();
    return await askToPay(signer, [payment], { ...proposal, outputs: change([...proposal.outputs]) });
  };

/** The PSBT of the honest proposal, altered after it was made. */
const tampered =
  (tamper: (transaction: Transaction) => void): Attack =>
  async (signer) => {
    const proposal = await honest();
    const options = { allowUnknownOutputs: true, disableScriptCheck: true, allowUnknownInputs: true };
    const transaction = Transaction.fromPSBT(encodeProposal(world.epochs, proposal), options);
    tamper(transaction);
    const unsignedTx = unsignedTransaction(world.epochs, proposal);
    return await askToPay(signer, [payment], proposal, { psbt: transaction.toPSBT(2), unsignedTx });
  };

/** Likewise, byte by byte: what no library would write. */
const rewritten =
  (rewrite: (psbt: Buffer) => Buffer): Attack =>
  async (signer) => {
    const proposal = await honest();
    const unsignedTx = unsignedTransaction(world.epochs, proposal);
    const psbt = rewrite(Buffer.from(encodeProposal(world.epochs, proposal)));
    return await askToPay(signer, [payment], proposal, { psbt, unsignedTx });
  };

/** Puts other bytes in the place of some of the occurrences. */
function replaceAt(psbt: Buffer, from: Buffer, to: Buffer, occurrences: number[]): Buffer {
  const copy = Buffer.from(psbt);
  for (let at = psbt.indexOf(from), i = 0; at >= 0; at = psbt.indexOf(from, at + 1), i++) {
    if (occurrences.includes(i)) copy.set(to, at);
  }
  if (copy.equals(psbt)) throw new Error('the PSBT does not hold what was to be replaced');
  return copy;
}

function amountOf({ amountSats }: Coin): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(amountSats);
  return bytes;
}

/** Of the descriptor's first key, by which a PSBT says whose address it spends from. */
const fingerprint = (): Buffer => Buffer.from(world.custody.descriptor.keys[0]!.origin!.fingerprint, 'hex');

const twice: Attack = async (signer) => {
  const proposal = await honest();
  const transaction = Transaction.fromPSBT(encodeProposal(world.epochs, proposal), { allowUnknownOutputs: true });
  transaction.addInput(transaction.getInput(0));
  return await askToPay(signer, [payment], proposal, { psbt: transaction.toPSBT(2) });
};

const withSighash = (sighashType: number): Attack => tampered((psbt) => psbt.updateInput(0, { sighashType }, true));

const ownAddress = (epoch: number, branch: 'deposit' | 'change', index: number): ProposedOutput['scriptPubKey'] =>
  deriveAddress(branchOf(world.epochs[epoch]!, branch), index).scriptPubKey;

const calling =
  (change: (signer: SignerServer) => CallChange): Attack =>
  async (signer) =>
    await askToPay(signer, [payment], await honest(), change(signer));

const paying =
  (payments: () => AuthorizedPayment[], coins: () => Coin[], feeSats: bigint): Attack =>
  async (signer) =>
    await askToPay(signer, payments(), await world.propose(payments(), coins(), feeSats));

const sign = (psbt: Uint8Array): Promise<Request> =>
  Promise.resolve({ path: '/sign', body: JSON.stringify({ psbt: base64(psbt) }) });

/** Asks for a sweep of the coin with these outputs. */
const sweeping =
  (
    outputs: (honest: ProposedOutput) => ProposedOutput[],
    replaces: () => string | undefined = () => undefined,
  ): Attack =>
  async (signer) => {
    const honest = await world.propose([], [coin], 500n);
    const proposal = { ...honest, outputs: outputs(honest.outputs[0]!) };
    const replaced = replaces();
    const facts = {
      unsigned_tx: Buffer.from(unsignedTransaction(world.epochs, proposal)),
      replaces: replaced === undefined ? null : Buffer.from(replaced, 'hex'),
    };
    return await claim(signer, 'process_bitcoin_sweep', facts, encodeProposal(world.epochs, proposal));
  };

const attacks: [string, Attack, number, string][] = [
  [
    'another destination',
    outputs(([pay, ...rest]) => [{ ...pay!, scriptPubKey: mallory }, ...rest]),
    422,
    'attestation/proposal',
  ],
  [
    'a smaller payment, the rest to the reserve',
    outputs(([pay, change]) => [
      { ...pay!, amountSats: pay!.amountSats - 1n },
      { ...change!, amountSats: change!.amountSats + 1n },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'a larger payment',
    outputs(([pay, change]) => [
      { ...pay!, amountSats: pay!.amountSats + 1n },
      { ...change!, amountSats: change!.amountSats - 1n },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'the change to itself',
    outputs(([pay, change]) => [pay!, { scriptPubKey: mallory, amountSats: change!.amountSats }]),
    422,
    'attestation/proposal',
  ],
  [
    'the change to itself, said to be the reserve’s',
    outputs(([pay, change]) => [pay!, { ...change!, scriptPubKey: mallory }]),
    422,
    'attestation/proposal',
  ],
  [
    'a part of the change to itself',
    outputs(([pay, change]) => [
      pay!,
      { ...change!, amountSats: change!.amountSats - 50_000n },
      { scriptPubKey: mallory, amountSats: 50_000n },
    ]),
    422,
    'attestation/proposal',
  ],
  ['the payment in another place', outputs(([pay, change]) => [change!, pay!]), 422, 'attestation/proposal'],
  ['no payment at all', outputs(([, change]) => [change!]), 422, 'attestation/proposal'],
  ['all change burned as a fee', outputs(([pay]) => [pay!]), 422, 'attestation/proposal'],
  [
    'some change burned as a fee',
    outputs(([pay, change]) => [pay!, { ...change!, amountSats: change!.amountSats - 2_000n }]),
    422,
    'attestation/proposal',
  ],
  [
    'dust as change',
    outputs(([pay, change]) => [
      pay!,
      { ...change!, amountSats: change!.amountSats - 100n },
      { ...change!, amountSats: 100n },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'nine outputs of change',
    outputs(([pay, change]) => [
      pay!,
      ...Array.from({ length: 9 }, () => ({ ...change!, amountSats: change!.amountSats / 9n })),
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'change to an old epoch',
    outputs(([pay, change]) => [
      pay!,
      { ...change!, scriptPubKey: ownAddress(0, 'change', 0), change: { index: 0, branch: 'change' } },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'change to another lane',
    outputs(([pay, change]) => [
      pay!,
      { ...change!, scriptPubKey: ownAddress(1, 'change', 1), change: { index: 1, branch: 'change', epoch: 1 } },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'change to an address for deposits',
    outputs(([pay, change]) => [
      pay!,
      { ...change!, scriptPubKey: ownAddress(1, 'deposit', 0), change: { index: 0, epoch: 1 } },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'more fee than the user accepted',
    paying(
      () => [payment],
      () => [coin],
      5_001n,
    ),
    422,
    'attestation/proposal',
  ],
  [
    'more fee per byte than the signer does',
    paying(
      () => [generous],
      () => [coin],
      150_000n,
    ),
    422,
    'attestation/proposal',
  ],
  [
    'more in a day than the signer lets go',
    paying(
      () => [payment, large],
      () => [coin],
      1_000n,
    ),
    429,
    'attestation/velocity',
  ],
  [
    'a destination that the signer does not pay',
    paying(
      () => [unwelcome],
      () => [coin],
      500n,
    ),
    422,
    'attestation/destination',
  ],
  [
    'a lock time',
    async (signer) => await askToPay(signer, [payment], { ...(await honest()), lockTime: 1 }),
    422,
    'attestation/proposal',
  ],

  [
    'an output that is not on the reserve’s books',
    paying(
      () => [payment],
      () => [unregistered],
      500n,
    ),
    422,
    'attestation/inputs',
  ],
  [
    'an output that another batch holds',
    paying(
      () => [payment],
      () => [coin, busy],
      500n,
    ),
    422,
    'attestation/inputs',
  ],
  ['the same output twice', twice, 422, 'attestation/proposal'],
  [
    'the coin of another custody',
    rewritten((psbt) => replaceAt(psbt, fingerprint(), Buffer.from('deadbeef', 'hex'), [0])),
    422,
    'attestation/psbt',
  ],
  [
    'another previous transaction',
    rewritten((psbt) => replaceAt(psbt, amountOf(coin), amountOf(unregistered), [0, 1])),
    422,
    'attestation/psbt',
  ],
  [
    'another amount in the witness’ output',
    rewritten((psbt) => replaceAt(psbt, amountOf(coin), amountOf(unregistered), [1])),
    422,
    'attestation/psbt',
  ],
  [
    'an input without its transaction',
    tampered((psbt) => psbt.updateInput(0, { nonWitnessUtxo: undefined } as never, true)),
    422,
    'attestation/psbt',
  ],
  ['SIGHASH_NONE', withSighash(SigHash.NONE), 422, 'attestation/psbt'],
  ['SIGHASH_SINGLE', withSighash(SigHash.SINGLE), 422, 'attestation/psbt'],
  ['SIGHASH_ALL for anyone to add to', withSighash(SigHash.ALL_ANYONECANPAY), 422, 'attestation/psbt'],
  ['SIGHASH_NONE for anyone to add to', withSighash(SigHash.NONE_ANYONECANPAY), 422, 'attestation/psbt'],
  [
    'a sequence that forbids replacement',
    tampered((psbt) => psbt.updateInput(0, { sequence: 0xffffffff }, true)),
    422,
    'attestation/psbt',
  ],
  [
    'a sequence that holds it back',
    tampered((psbt) => psbt.updateInput(0, { sequence: 144 }, true)),
    422,
    'attestation/psbt',
  ],
  [
    'no PSBT',
    async (signer) => ({ ...(await askToPay(signer, [payment], await honest()).then(withoutPsbt)) }),
    422,
    'attestation/psbt',
  ],
  [
    'a PSBT that is none',
    async (signer) =>
      await askToPay(signer, [payment], await honest(), { psbt: Buffer.from('psbt'), unsignedTx: Buffer.from('') }),
    422,
    'attestation/psbt',
  ],
  [
    'the PSBT of another transaction',
    async (signer) =>
      await askToPay(signer, [payment], await honest(), {
        unsignedTx: unsignedTransaction(world.epochs, await world.propose([payment], [coin], 501n)),
      }),
    422,
    'attestation/other-transaction',
  ],

  [
    'a withdrawal that does not exist',
    paying(
      () => [{ ...payment, withdrawalId: 'ab'.repeat(32) }],
      () => [coin],
      500n,
    ),
    422,
    'attestation/withdrawal',
  ],
  [
    'no withdrawal',
    paying(
      () => [],
      () => [coin],
      500n,
    ),
    422,
    'attestation/withdrawal',
  ],
  [
    'a withdrawal twice',
    paying(
      () => [payment, payment],
      () => [coin],
      500n,
    ),
    422,
    'attestation/withdrawal',
  ],
  [
    'a withdrawal past its deadline',
    paying(
      () => [late],
      () => [coin],
      500n,
    ),
    422,
    'attestation/withdrawal',
  ],
  [
    'an authorized withdrawal beside a pending one',
    paying(
      () => [paid, payment],
      () => [busy, coin],
      1_000n,
    ),
    422,
    'attestation/withdrawal',
  ],
  [
    'a second payment that could confirm beside the first',
    paying(
      () => [paid],
      () => [coin],
      800n,
    ),
    409,
    'attestation/unsafe-replacement',
  ],
  [
    'the withdrawals in another order than the outputs',
    async (signer) => await askToPay(signer, [second, payment], await world.propose([payment, second], [coin], 500n)),
    422,
    'attestation/proposal',
  ],

  [
    'the reserve of another system',
    calling(() => ({ contractId: world.contracts.token.contractId })),
    422,
    'attestation/other-call',
  ],
  [
    'another function with these arguments',
    calling(() => ({ name: 'set_reserve_script' })),
    422,
    'attestation/other-call',
  ],
  [
    'what it would sign, with the hash of another transaction',
    async (signer) => {
      const other = await askToPay(signer, [second], await world.propose([second], [coin], 500n));
      const { entry } = JSON.parse(other.body) as Asked;
      const { path, body } = await askToPay(signer, [payment], await honest());
      return { path, body: JSON.stringify({ ...(JSON.parse(body) as object), entry }) };
    },
    422,
    'attestation/other-call',
  ],
  ['one argument more', calling(() => ({ more: [xdr.ScVal.scvVoid()] })), 400, 'attestation/malformed'],
  [
    'something more below the call',
    calling(({ address }) => ({
      below: [authorizedCall(world.contracts.token.contractId, 'transfer', [], [])],
      as: address,
    })),
    422,
    'attestation/other-call',
  ],
  [
    'the entry of another signer',
    calling(({ address }) => ({ as: world.attestors().find((one) => one !== address)! })),
    422,
    'attestation/not-for-me',
  ],
  [
    'attestors without this signer',
    calling(({ address }) => ({ attestors: world.attestors().filter((one) => one !== address) })),
    422,
    'attestation/not-for-me',
  ],
  ['a signature that is over already', calling(() => ({ validFor: 0 })), 422, 'attestation/expiry'],
  ['a signature that would hold for ever', calling(() => ({ validFor: 1_000_000 })), 422, 'attestation/expiry'],
  [
    'a body without end',
    () => Promise.resolve({ path: '/attest', body: 'x'.repeat(9 * 1024 * 1024) }),
    413,
    'attestation/too-large',
  ],

  [
    'a sweep to itself',
    sweeping((all) => [{ scriptPubKey: mallory, amountSats: all.amountSats }]),
    422,
    'attestation/proposal',
  ],
  [
    'a sweep of which a part goes to itself',
    sweeping((all) => [
      { ...all, amountSats: all.amountSats - 600n },
      { scriptPubKey: mallory, amountSats: 600n },
    ]),
    422,
    'attestation/proposal',
  ],
  [
    'a sweep to an old epoch',
    sweeping((all) => [{ ...all, scriptPubKey: ownAddress(0, 'change', 0), change: { index: 0, branch: 'change' } }]),
    422,
    'attestation/proposal',
  ],
  ['a sweep that is burned as a fee', sweeping((all) => [{ ...all, amountSats: 600n }]), 422, 'attestation/proposal'],
  [
    // The payment could confirm besides: it would be cancelled and paid.
    'a sweep in the place of a payment with which it shares no input',
    sweeping(
      (all) => [all],
      () => txidOf(authorized),
    ),
    409,
    'attestation/unsafe-replacement',
  ],
  [
    'a sweep in the place of nothing',
    sweeping(
      (all) => [all],
      () => coin.txid,
    ),
    422,
    'attestation/not-authorized',
  ],

  [
    'to sign what is not authorized',
    async () => await sign(encodeProposal(world.epochs, await honest())),
    422,
    'attestation/not-authorized',
  ],
  [
    'to sign a replacement that is not authorized',
    async () => await sign(encodeProposal(world.epochs, await world.propose([paid], [busy], 900n))),
    422,
    'attestation/not-authorized',
  ],
  [
    'to sign what is authorized by SIGHASH_NONE',
    async () => await sign(withSighashOf(authorized, SigHash.NONE)),
    422,
    'attestation/psbt',
  ],
  ['to sign what is no PSBT', () => sign(Buffer.from('psbt')), 422, 'attestation/psbt'],
  ['to sign nothing', () => Promise.resolve({ path: '/sign', body: '{}' }), 400, 'attestation/malformed'],
  [
    'that a payment is confirmed that is not',
    async (signer) =>
      await claim(signer, 'complete_bitcoin_withdrawal', {
        txid: Buffer.from(txidOf(authorized), 'hex'),
        confirmations: 1,
        ...blockArgs(await world.bitcoin.tip()),
      }),
    422,
    'attestation/confirmations',
  ],
  [
    'that somebody else’s transaction is a payment',
    async (signer) =>
      await claim(signer, 'complete_bitcoin_withdrawal', {
        ...{ txid: Buffer.from(coin.txid, 'hex'), confirmations: 3 },
        ...blockArgs(await world.bitcoin.tip()),
      }),
    422,
    'attestation/not-authorized',
  ],
  [
    'that an output is gone that is not',
    async (signer) =>
      await claim(signer, 'write_off_output', {
        ...{ tx_hash: Buffer.from(coin.txid, 'hex'), vout: coin.vout },
        ...blockArgs(await world.bitcoin.tip()),
      }),
    422,
    'attestation/not-lost',
  ],
  [
    'that an output is gone that a payment holds',
    async (signer) =>
      await claim(signer, 'write_off_output', {
        ...{ tx_hash: Buffer.from(busy.txid, 'hex'), vout: busy.vout },
        ...blockArgs(await world.bitcoin.tip()),
      }),
    422,
    'attestation/inputs',
  ],
  [
    'that an output is gone that never was',
    async (signer) =>
      await claim(signer, 'write_off_output', {
        ...{ tx_hash: Buffer.from(coin.txid, 'hex'), vout: 77 },
        ...blockArgs(await world.bitcoin.tip()),
      }),
    422,
    'attestation/inputs',
  ],
];

function withoutPsbt({ path, body }: Request): Request {
  const { psbt: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return { path, body: JSON.stringify(rest) };
}

function withSighashOf(proposal: Proposal, sighashType: number): Uint8Array {
  const transaction = Transaction.fromPSBT(encodeProposal(world.epochs, proposal), { allowUnknownOutputs: true });
  transaction.updateInput(0, { sighashType });
  return transaction.toPSBT(2);
}

const txidOf = (proposal: Proposal): string => parseTransaction(unsignedTransaction(world.epochs, proposal)).txid;

async function claim(signer: SignerServer, name: string, facts: object, psbt?: Uint8Array): Promise<Request> {
  const { reserve } = world.contracts;
  const args = reserve.spec.funcArgsToScVals(name, { attestors: world.attestors(), ...facts });
  return await attest(askFor(authorizedCall(reserve.contractId, name, args), signer.address), psbt);
}

async function post(signer: SignerServer, { path, body }: Request) {
  const headers = { authorization: `Bearer ${world.endpoints[0]!.token}` };
  const response = await fetch(`${signer.url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const memories = (): string[] => world.signers.map((_, n) => fs.readFileSync(world.policyFile(n), 'utf8'));

describe('signers', () => {
  test.each(attacks)('refuse %s', async (_, attack, status, code) => {
    const before = memories();
    const answers = await Promise.all(world.signers.map(async (signer) => await post(signer, await attack(signer))));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status, body: { code } });
      expect(answer.body.entry ?? answer.body.psbt).toBeUndefined();
      expect(answer.body.reason).toBeTruthy();
    }
    expect(memories()).toEqual(before);
  });

  test('sign the truth', async () => {
    const before = memories();
    for (const signer of world.signers) {
      const answer = await post(
        signer,
        await askToPay(signer, [payment, second], await world.propose([payment, second], [coin], 500n)),
      );
      expect(answer).toMatchObject({ status: 200, body: { entry: expect.any(String) } });
      const signed = await post(signer, await sign(encodeProposal(world.epochs, authorized)));
      expect(signed).toMatchObject({ status: 200, body: { psbt: expect.any(String) } });
    }
    for (const [n, memory] of memories().entries()) expect(memory.length).toBeGreaterThan(before[n]!.length);
  });
});
