import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defaultSponsorBudgets, exchangeIds } from '@istsi/integration';
import {
  addressCredentials,
  contractIdOf,
  createContract,
  createSubmitter,
  openNetwork,
  signEntry,
  uploadWasm,
} from '@istsi/soroban-client';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { Address, Keypair, nativeToScVal, xdr } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { until } from '../../../integration/test/world.ts';
import { entryOf, type SponsoredWorld, startSponsoredWorld } from './sponsored-world.ts';

const RESERVE = 10_000_000n;

let at: SponsoredWorld;
beforeAll(async () => {
  at = await startSponsoredWorld();
});
afterAll(() => at?.stop());
beforeEach(() => void Object.assign(at.sponsor, defaultSponsorBudgets));
afterEach(() => {
  at.world.stellar.lie = undefined;
});

describe('a holder without lumens', () => {
  let alice: Holder;
  beforeAll(async () => {
    alice = await at.world.createPoorHolder(1_000_000n);
  });

  test('transfers: the account is opened with its reserve, and nothing of the fee is theirs', async () => {
    expect(await at.lumensOf(alice.address)).toBeUndefined();
    const { status, body } = await at.prepare(alice);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { opens_account: true, to: at.bob, amount_sats: '1000' },
    });
    expect(await at.lumensOf(alice.address)).toBeUndefined();
    const authorization = await at.sign(body.authorization, alice.keypair);
    const before = await at.world.balance(at.bob);
    const taken = await at.cost(async () => {
      const done = await at.pay(authorization);
      expect(done).toMatchObject({ status: 200, body: { state: 'done', entry: 'transfer', withdrawal_id: null } });
    });
    expect(await at.world.balance(at.bob)).toBe(before + 1_000n);
    expect(await at.lumensOf(alice.address)).toBe(RESERVE);
    expect(taken).toBeGreaterThan(RESERVE);
    expect(taken).toBeLessThan(RESERVE + 2n * defaultSponsorBudgets.callStroops);
  });

  test('is paid for once, however often the same is asked for at once or later', async () => {
    const authorization = await at.signedTransfer(alice);
    const before = await at.world.balance(alice.address);
    await at.cost(async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => at.pay(authorization)));
      const done = answers.map(({ body }) => body.stellar_transaction);
      expect(new Set(done).size).toBe(1);
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    });
    expect(await at.cost(async () => expect((await at.pay(authorization)).status).toBe(200))).toBe(0n);
    expect(await at.world.balance(alice.address)).toBe(before - 1_000n);
  });

  test('is in the audit log: from the request to the transaction, and to what the contracts said', async () => {
    const { body, request } = await at.pay(await at.signedTransfer(alice));
    const [entry, ...more] = await at.audited(request!);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ action: 'sponsorship.sent', request_id: request });
    expect(entry.operation).toMatchObject({ id: body.stellar_transaction, type: 'stellar_transaction' });
    expect(entry.operation.parameters).toMatchObject({ entry: 'transfer', state: 'success' });
    const heard = await until(
      async () => {
        const { items } = (await at.get('/v1/events?type=com.istsi.istsi-token.Transfer.v1')).body;
        // biome-ignore lint/suspicious/noExplicitAny: what comes is what is tested.
        return items.find((event: any) => JSON.stringify(event).includes(body.stellar_transaction));
      },
      () => `the event of ${body.stellar_transaction}`,
    );
    expect(heard.type).toContain('Transfer');
  });

  test('exchanges', async () => {
    await until(
      async () => ((await at.get('/v1/exchange')).body.price === null ? undefined : true),
      () => 'a price',
    );
    const { 'fungible-token': dollar } = exchangeIds(at.world.manifest);
    const istsi = at.world.manifest.contracts['istsi-token'].id;
    const order = { user: alice.address, from_token: istsi, to_token: dollar, amount: '10000', min_out: '1' };
    const { status, body } = await at.post('/v1/sponsorship/exchanges/prepare', order);
    expect({ status, body }).toMatchObject({ status: 200, body: { opens_account: false, amount_in: '10000' } });
    const before = await at.world.balance(alice.address);
    await at.cost(async () => {
      const done = await at.pay(await at.sign(body.authorization, alice.keypair));
      expect(done).toMatchObject({ status: 200, body: { entry: 'execute_cross_token_exchange' } });
      expect(done.body.amount_out).toBe(body.amount_out);
    });
    expect(await at.world.balance(alice.address)).toBe(before - 10_000n);
  });

  test('withdraws, and the payment is on its way', async () => {
    const bitcoin_address = await at.world.bitcoin.call('getnewaddress');
    const order = { user: alice.address, amount_sats: '200000', bitcoin_address };
    const { status, body } = await at.post('/v1/sponsorship/withdrawals/prepare', order);
    expect(status).toBe(200);
    await at.cost(async () => {
      const done = await at.pay(await at.sign(body.authorization, alice.keypair));
      expect(done).toMatchObject({ status: 200, body: { withdrawal_id: body.withdrawal_id, amount_out: null } });
      const [entry] = await at.audited(done.request!);
      expect(entry.operation).toMatchObject({ id: body.withdrawal_id, type: 'token_withdrawal' });
      expect(entry.operation.parameters).toMatchObject({ stellar_tx: done.body.stellar_transaction });
    });
    await at.world.waitForWithdrawal(body.withdrawal_id, 'broadcast', 'confirming');
    expect(await at.lumensOf(alice.address)).toBe(RESERVE);
  });

  test('is told what is left of what is paid for', async () => {
    const { body } = await at.get(`/v1/sponsorship?account=${alice.address}`);
    const { rows: found } = await at.database.query<{ sum: string }>(
      'select sum(charged) from istsi.sponsored_transactions where account = $1',
      [alice.address],
    );
    const left = defaultSponsorBudgets.identityDayStroops - BigInt(found[0]!.sum);
    expect(body).toMatchObject({ on: true, refusal: null, identity_day: { left_stroops: String(left) } });
  });

  test('with lumens is not one: they pay for themselves', async () => {
    const rich = await at.world.createHolder(100_000n);
    expect(await at.prepare(rich)).toMatchObject({ status: 409, body: { code: 'sponsorship-not-needed' } });
  });

  test('nobody knows is not one either', async () => {
    const stranger = { address: Keypair.random().publicKey() };
    expect(await at.prepare(stranger)).toMatchObject({ status: 404, body: { code: 'unknown-user' } });
  });
});

describe('a contract that holds tokens', () => {
  /** One that agrees to everything, with any signature. */
  async function deployAccount(): Promise<string> {
    const entry = fileURLToPath(new URL('../../../test/attacks/contracts/hostile-account.ts', import.meta.url));
    const { wasm, hash } = await compileContract({ entry });
    const { deployer } = at.world.keys;
    const submitter = createSubmitter({ network: openNetwork(at.world.sandbox), channels: [deployer] });
    const salt = createHash('sha256').update('account').digest();
    for (const invoke of [uploadWasm(wasm), createContract(deployer.publicKey(), salt, hash, [])])
      expect(await submitter.submit({ invoke })).toMatchObject({ status: 'success' });
    return contractIdOf(at.world.sandbox.networkPassphrase, deployer.publicKey(), salt);
  }

  test('withdraws, though no transaction can be its own', async () => {
    const [contract, giver] = await Promise.all([deployAccount(), at.world.createPoorHolder(300_000n)]);
    await at.services.registerIdentity({ address: contract, tier: 2 });
    const given = await at.prepare(giver, '200000', contract);
    expect((await at.pay(await at.sign(given.body.authorization, giver.keypair))).status).toBe(200);

    const bitcoin_address = await at.world.bitcoin.call('getnewaddress');
    const order = { user: contract, amount_sats: '150000', bitcoin_address };
    const { status, body } = await at.post('/v1/sponsorship/withdrawals/prepare', order);
    expect({ status, body }).toMatchObject({ status: 200, body: { opens_account: false } });
    await at.cost(async () => {
      expect(await at.pay(body.authorization)).toMatchObject({
        ...{ status: 200, body: { state: 'done', withdrawal_id: body.withdrawal_id } },
      });
    });
    expect(await at.world.balance(contract)).toBe(50_000n);
  });
});

describe('nothing is paid for', () => {
  let mallory: Holder;
  beforeAll(async () => {
    mallory = await at.world.createPoorHolder(1_000_000n);
  });

  const call = (contract: string, name: string, args: xdr.ScVal[]): xdr.InvokeContractArgs =>
    new xdr.InvokeContractArgs({ contractAddress: new Address(contract).toScAddress(), functionName: name, args });
  const invocation = (of: xdr.InvokeContractArgs, below: xdr.SorobanAuthorizedInvocation[] = []) =>
    new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(of),
      subInvocations: below,
    });
  const address = (text: string): xdr.ScVal => new Address(text).toScVal();
  const sats = (amount: bigint): xdr.ScVal => nativeToScVal(amount, { type: 'i128' });
  const token = (): string => at.world.manifest.contracts['istsi-token'].id;
  const transfer = (from = mallory.address, contract = token()) =>
    call(contract, 'transfer', [address(from), address(at.bob), sats(1n)]);

  /** What was prepared, but for one thing, signed. */
  async function changed(change: {
    root?: xdr.SorobanAuthorizedInvocation;
    validUntil?: number;
    by?: Keypair;
  }): Promise<string> {
    const entry = entryOf((await at.prepare(mallory)).body.authorization);
    const { address: who, nonce, signature, signatureExpirationLedger } = addressCredentials(entry.credentials)!;
    const validUntil = change.validUntil ?? Number(signatureExpirationLedger);
    const credentials = new xdr.SorobanAddressCredentials({
      ...{ address: who, nonce, signature, signatureExpirationLedger: validUntil },
    });
    const made = new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
      rootInvocation: change.root ?? entry.rootInvocation,
    });
    if (change.by === undefined) return await at.sign(made.toXdr('base64'), mallory.keypair);
    return (await signEntry(made, change.by, validUntil, at.world.sandbox.networkPassphrase).catch(() => made)).toXdr(
      'base64',
    );
  }

  test.each<[string, () => Promise<string>, number, string]>([
    ['what is no XDR', () => Promise.resolve('AAAA'), 400, 'not-an-authorization'],
    [
      'what has something after it',
      async () => {
        const entry = Buffer.from(await changed({}), 'base64');
        return Buffer.concat([entry, Buffer.alloc(4)]).toString('base64');
      },
      400,
      'not-an-authorization',
    ],
    [
      'what the sponsor’s own account would authorize',
      () =>
        Promise.resolve(
          new xdr.SorobanAuthorizationEntry({
            credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
            rootInvocation: invocation(transfer(at.sponsor.keys[0]!.publicKey())),
          }).toXdr('base64'),
        ),
      400,
      'not-an-authorization',
    ],
    [
      'another contract',
      () => changed({ root: invocation(transfer(mallory.address, exchangeIds(at.world.manifest)['fungible-token'])) }),
      422,
      'other-call',
    ],
    [
      'another function of a contract of ours',
      () =>
        changed({
          root: invocation(
            call(token(), 'approve', [address(mallory.address), address(at.bob), sats(1n), nativeToScVal(9)]),
          ),
        }),
      422,
      'other-call',
    ],
    ['a call in the name of somebody else', () => changed({ root: invocation(transfer(at.bob)) }), 422, 'other-call'],
    [
      'a second call below the first',
      () => changed({ root: invocation(transfer(), [invocation(transfer())]) }),
      422,
      'other-call',
    ],
    [
      'the creation of a contract',
      () =>
        changed({
          root: new xdr.SorobanAuthorizedInvocation({
            function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeCreateContractHostFn(
              new xdr.CreateContractArgs({
                contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
                  new xdr.ContractIdPreimageFromAddress({
                    address: new Address(mallory.address).toScAddress(),
                    salt: new Uint8Array(32),
                  }),
                ),
                executable: xdr.ContractExecutable.contractExecutableStellarAsset(),
              }),
            ),
            subInvocations: [],
          }),
        }),
      422,
      'other-call',
    ],
    ['a signature for years, whose trace costs rent', () => changed({ validUntil: 3_000_000 }), 422, 'other-call'],
    ['a signature that is over', () => changed({ validUntil: 1 }), 409, 'envelope-outdated'],
    ['no signature', () => changed({ by: Keypair.random() }), 422, 'not-signed'],
    [
      'more tokens than there are',
      () =>
        changed({
          root: invocation(call(token(), 'transfer', [address(mallory.address), address(at.bob), sats(10n ** 12n)])),
        }),
      422,
      'chain-refused',
    ],
  ])('%s', async (_, make, status, code) => {
    const authorization = await make();
    const taken = await at.cost(async () =>
      expect(await at.pay(authorization)).toMatchObject({ status, body: { code } }),
    );
    expect(taken).toBe(0n);
    expect(await at.rows(`account = '${mallory.address}'`)).toEqual([]);
    expect(await at.lumensOf(mallory.address)).toBeUndefined();
  });

  test('what costs more than one call may', async () => {
    const authorization = await at.signedTransfer(mallory);
    at.sponsor.callStroops = 20_001n;
    const refused = { status: 422, body: { code: 'sponsorship-too-dear' } };
    expect(await at.prepare(mallory)).toMatchObject(refused);
    at.sponsor.callStroops = 15_000n;
    expect(await at.cost(async () => expect(await at.pay(authorization)).toMatchObject(refused))).toBe(0n);
  });

  test('an identity that an officer has frozen', async () => {
    const frozen = await at.world.createPoorHolder(10_000n);
    const authorization = await at.signedTransfer(frozen);
    await at.world.officer.act('freeze', { user: frozen.address, reason: 'a test' });
    expect(await at.cost(async () => expect(await at.pay(authorization)).toMatchObject({ status: 422 }))).toBe(0n);
  });
});

describe('nobody drains it', () => {
  let carol: Holder;
  let dave: Holder;
  beforeAll(async () => {
    [carol, dave] = await Promise.all([at.world.createPoorHolder(100_000n), at.world.createPoorHolder(100_000n)]);
    for (const holder of [carol, dave]) expect((await at.pay(await at.signedTransfer(holder))).status).toBe(200);
  });
  const spent = async (account: string) => (await at.services.sponsorship.terms(account))!.spent;
  /** The most that the last call could have cost. */
  const reservedFor = async (holder: Holder, fate = 'success'): Promise<bigint> => {
    const sql = `select max(reserved) as most from istsi.sponsored_transactions
      where account = $1 and kind = 'call' and fate = $2`;
    return BigInt((await at.database.query<{ most: string }>(sql, [holder.address, fate])).rows[0]!.most);
  };
  /** Nothing of the sponsor's reaches the network. */
  const cutOff = (): void => {
    at.world.stellar.lie = async (method, _params, forward) =>
      method === 'sendTransaction' ? undefined : await forward();
  };

  test.each(['identityDay', 'day', 'total'] as const)(
    'at once, and however many ask: %s is never exceeded',
    async (budget) => {
      const authorizations = await Promise.all([carol, dave].map((holder) => at.signedTransfer(holder)));
      const more = await at.signedTransfer(carol, '7');
      const room = (await reservedFor(carol)) + 1n;
      const used = (await spent(carol.address))[budget];
      at.sponsor[`${budget}Stroops`] = used + room;
      let codes: string[] = [];
      const taken = await at.cost(async () => {
        const answers = await Promise.all([...authorizations, more].map(at.pay));
        codes = answers.map(({ body }) => body.code ?? body.state);
      });
      expect(codes).toContain('done');
      expect(codes.filter((code) => code !== 'done').length).toBeGreaterThan(0);
      const paid = (await spent(carol.address))[budget] - used;
      expect(paid).toBeLessThanOrEqual(room);
      if (budget !== 'identityDay') expect(taken).toBeLessThanOrEqual(room);
      at.sponsor[`${budget}Stroops`] = (await spent(carol.address))[budget];
      const none = await at.cost(async () => {
        const refused = { status: 409, body: { code: 'sponsorship-spent' } };
        expect(await at.pay(await changedNonce(carol))).toMatchObject(refused);
        expect(await at.prepare(carol)).toMatchObject(refused);
      });
      expect(none).toBe(0n);
    },
  );

  test('by having several accounts: one identity has one budget', async () => {
    const second = Keypair.random().publicKey();
    await at.world.officer.act('add_address', { user: carol.address, address: second });
    expect(await spent(second)).toEqual(await spent(carol.address));
    expect((await spent(second)).identityDay).toBeGreaterThan(0n);
    expect((await spent(dave.address)).identityDay).not.toBe((await spent(second)).identityDay);
    at.sponsor.identityDayStroops = (await spent(carol.address)).identityDay;
    const refused = { refusal: { code: 'sponsorship-spent' } };
    expect((await at.get(`/v1/sponsorship?account=${second}`)).body).toMatchObject(refused);
  });

  /** Prepared while there was room. */
  async function changedNonce(holder: Holder): Promise<string> {
    const now = { ...at.sponsor };
    Object.assign(at.sponsor, defaultSponsorBudgets);
    const authorization = await at.signedTransfer(holder);
    Object.assign(at.sponsor, now);
    return authorization;
  }

  test('by what a process that died had set aside: it stays so until the ledger shows that it never happens', async () => {
    const authorization = await at.signedTransfer(carol);
    cutOff();
    const before = await spent(carol.address);
    expect(await at.pay(authorization)).toMatchObject({ status: 202, body: { state: 'pending' } });
    const aside = (await spent(carol.address)).total - before.total;
    expect(aside).toBe(await reservedFor(carol, 'pending'));
    expect(await at.pay(await changedNonce(carol))).toMatchObject({ status: 429, body: { code: 'sponsorship-busy' } });

    at.world.stellar.lie = undefined;
    const { body } = await at.pay(authorization);
    expect(body).toMatchObject({ state: 'done' });
    expect((await spent(carol.address)).total).toBeLessThan(before.total + aside);

    const lost = await at.signedTransfer(carol);
    const settled = await spent(carol.address);
    cutOff();
    expect((await at.pay(lost)).status).toBe(202);
    at.world.stellar.lie = undefined;
    await at.world.advanceTime(600);
    expect(await at.cost(async () => expect((await at.pay(await at.signedTransfer(dave))).status).toBe(200))).not.toBe(
      0n,
    );
    expect((await spent(carol.address)).identityDay).toBeGreaterThan(settled.identityDay);
    expect((await at.pay(await at.signedTransfer(carol))).status).toBe(200);
    expect(await at.rows(`account = '${carol.address}' and fate = 'dead'`)).toMatchObject([{ charged: '0' }]);
    expect(await at.rows(`account = '${carol.address}' and fate = 'pending'`)).toEqual([]);
  });

  test('in the name of a holder, without their signature', async () => {
    const { body } = await at.prepare(carol);
    const taken = await at.cost(async () => {
      expect(await at.pay(body.authorization)).toMatchObject({ status: 422, body: { code: 'not-signed' } });
    });
    expect(taken).toBe(0n);
  });

  test('nor holds it up by calls that the holder did not sign', async () => {
    const drafts = await Promise.all([carol, carol, dave, dave].map((holder) => at.prepare(holder)));
    const unsigned = drafts.map(({ body }): string => body.authorization);
    const [first, second] = [await at.signedTransfer(carol), await at.signedTransfer(dave)];
    const answers = await Promise.all([...unsigned, first, second].map(at.pay));
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 200, 200]);
  });

  test('nor holds it up: while one transaction is stuck, others are paid for', async () => {
    const [stuck, free] = [await at.signedTransfer(carol), await at.signedTransfer(dave)];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isFirst = true;
    at.world.stellar.lie = async (method, _params, forward) => {
      if (method !== 'sendTransaction' || !isFirst) return await forward();
      isFirst = false;
      await held;
      return await forward();
    };
    const first = at.pay(stuck);
    await until(
      async () => (isFirst ? undefined : true),
      () => 'the first to be sent',
    );
    expect((await at.pay(free)).status).toBe(200);
    release();
    expect((await first).status).toBe(200);
  });

  test('by calls that fail on the ledger: each counts, and its account rests', async () => {
    const authorization = await at.signedTransfer(dave);
    const freeze = async (name: string) => await at.world.officer.act(name, { user: dave.address, reason: 'a test' });
    let isFrozen = false;
    at.world.stellar.lie = async (method, _params, forward) => {
      if (method === 'sendTransaction' && !isFrozen) {
        isFrozen = true;
        await freeze('freeze');
      }
      return await forward();
    };
    const taken = await at.cost(async () =>
      expect(await at.pay(authorization)).toMatchObject({ status: 422, body: { code: 'chain-refused' } }),
    );
    at.world.stellar.lie = undefined;
    expect(taken).toBeGreaterThan(0n);
    expect(await at.rows(`account = '${dave.address}' and fate = 'failed'`)).toMatchObject([
      { charged: String(taken) },
    ]);
    await freeze('unfreeze');
    const resting = { status: 409, body: { code: 'sponsorship-resting' } };
    const none = await at.cost(async () => {
      for (let i = 0; i < 5; i++) expect(await at.pay(authorization)).toMatchObject(resting);
      expect(await at.prepare(dave)).toMatchObject(resting);
    });
    expect(none).toBe(0n);
    expect((await at.prepare(carol)).status).toBe(200);
  });
});
