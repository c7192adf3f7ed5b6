import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { type AdministeredApi, keys, startAdministeredApi } from '../../api/test/administered-api.ts';
import { createSepClient } from '../../api/test/sep-client.ts';
import { createAuthenticator } from '../../api/test/software-authenticator.ts';
import { type ServedDirectory, serveDirectory } from './served-directory.ts';

/* The commands of the API's capabilities, against a system that runs. */

let system: AdministeredApi;
let served: ServedDirectory;
let alice: Holder;
let bob: Holder;
let aliceFile: string;
beforeAll(async () => {
  system = await startAdministeredApi({ monitor: { everyMs: 500 }, inbox: {} });
  const apiUrl = await system.api.listen({ host: '127.0.0.1', port: 0 });
  served = await serveDirectory(system.world, { apiUrl, keys });
  alice = await system.world.createHolder(1_000_000n);
  bob = await system.world.createHolder();
  aliceFile = served.keyFile('alice.key', alice.keypair);
});
afterAll(async () => {
  served?.remove();
  await system?.stop();
});

const act: ServedDirectory['act'] = (...args) => served.act(...args);
const say: ServedDirectory['say'] = (...args) => served.say(...args);

/** What people read is text: nothing that a program left in it. */
const RAW = /undefined|NaN|\[object/;

test.each<[string[], RegExp]>([
  [['health'], /✓ http.* answers, version 1\.2\.3/],
  [['network'], /Standalone|Sandbox|istsi-token/],
  [['signers'], /have to agree/],
  [['metrics'], /operations .*\n.*succeeded/],
  [['operations'], /✓ deposit {4}minted .*1,000,000 sats/],
  [['operations', 'volumes'], /day \(UTC\) +deposits/],
  [['payments'], /paid nothing yet/],
  [['inbox'], /address +G/],
  [['inbox', 'receipts'], /Nothing of that arrived/],
  [['events', 'status'], /is the last/],
  [['events', 'list', '--after', '0', '--limit', '2'], /^ {2}1 {2}com\.istsi/],
  [['governance', 'people'], /custodians +2 of 3 have to agree/],
  [['alerts', 'channels'], /no channel is configured/],
  [['reserves', 'list'], /None was published yet/],
  [['customers'], /No customer is in that status/],
  [['sessions', 'refusals'], /./],
])('istsi %j is text for people, and one line for programs', async (args, text) => {
  const said = await say(...args);
  expect(said.text).toMatch(text);
  expect(said.text).not.toMatch(RAW);
  const told = await act(...args);
  expect(told.step).toEqual(expect.any(String));
  for (const { exit } of [said, told]) expect([0, 1]).toContain(exit);
});

test.each<[string[], RegExp]>([
  [['operations', 'xyz'], /64 hex digits/],
  [['operations', '--kind', 'gift'], /Allowed choices/],
  [['payments', 'abc'], /64 hex digits/],
  [['track', 'abc'], /64 hex digits/],
  [['users', 'show', 'alice'], /a Stellar account/],
  [['transfer', '--amount', '1.5', '--to', `G${'A'.repeat(55)}`], /whole number of satoshis/],
  [['transfer', '--amount', '1', '--to', 'bob'], /a Stellar account/],
  [['events', 'seek', 'operations', '--position', 'last'], /`sequence` of an event/],
  [['customers', 'accept', 'x', '--revision', '1', '--tier', '9'], /a tier from 0 to 4/],
  [['customers', 'accept', 'x', '--tier', '1'], /required option '--revision/],
  [['metrics', 'history', 'x', '--from', 'yesterday'], /a time, such as/],
  [['security-keys', 'approve-reset', 'first'], /whole number above zero/],
])('istsi %j is a wrong command line: exit code 2 and one line', async (args, problem) => {
  const told = await act(...args);
  expect(told).toMatchObject({ exit: 2, step: 'failed', code: 'cli/usage', message: expect.stringMatching(problem) });
});

describe('a holder', () => {
  test('is shown, with the address for deposits, which is the custody’s', async () => {
    const user = await act('users', 'show', alice.address);
    expect(user).toMatchObject({ exit: 0, address: alice.address, status: 'active', balance_sats: '1000000' });
    const paidTo = await act('users', 'deposit-address', alice.address);
    expect(paidTo.address).toBe(system.world.addressAt(Number(user.deposit_index)));
    expect((await say('users', 'deposit-address', alice.address)).text).toBe(`${paidTo.address}\n`);
    expect(await act('users', 'pending', alice.address)).toMatchObject({ exit: 0, items: [] });
    expect(await act('users', 'show', Keypair.random().publicKey())).toMatchObject({
      exit: 1,
      code: 'cli/api-refused',
    });
  });

  test('sends iSTSi, with a key that stays here; twice what is there is refused', async () => {
    const transfer = ['transfer', '--to', bob.address, '--user', aliceFile];
    const sent = await act(...transfer, '--amount', '400000');
    expect(sent).toMatchObject({ exit: 0, from: alice.address, to: bob.address, amount_sats: '400000' });
    expect(sent.stellar_transaction).toMatch(/^[0-9a-f]{64}$/);
    expect([await system.world.balance(alice.address), await system.world.balance(bob.address)]).toEqual([
      600_000n,
      400_000n,
    ]);
    expect(await act(...transfer, '--amount', '600001')).toMatchObject({ exit: 1, code: 'cli/api-refused' });
    expect(await system.world.balance(bob.address)).toBe(400_000n);
  });

  test('asks what a withdrawal costs and brings, and whether it would be taken', async () => {
    const quote = (...more: string[]) => act('withdrawals', 'quote', '--holder', alice.address, ...more);
    const quoted = await quote('--amount', '0.001');
    expect(quoted).toMatchObject({ exit: 0, amount_sats: '100000', refusal: null });
    expect(BigInt(String(quoted.arrives_sats)) + BigInt(String(quoted.fee_sats))).toBe(100_000n);
    expect(await quote('--amount', '0.1')).toMatchObject({ exit: 1, refusal: { code: expect.any(String) } });
    expect((await say('withdrawals', 'quote', '--holder', alice.address, '--amount', '0.1')).text).toMatch(
      /refused +\S/,
    );
  });
});

test('an operation is listed, found, tracked and shown, and is looked at again for a reason', async () => {
  const { items } = (await act('operations', '--kind', 'deposit', '--user', alice.address)) as unknown as {
    items: { id: string; state: string }[];
  };
  expect(items).toMatchObject([{ state: 'minted' }]);
  const id = items[0]!.id;
  const shown = await say('operations', id);
  expect(shown.text).toMatch(/next: .*\n/);
  expect(shown.text).toMatch(/bitcoin {3}\S/);
  expect(await act('operations', id)).toMatchObject({ exit: 0, id, kind: 'deposit', phase: 'done' });
  expect(await act('search', id)).toMatchObject({ exit: 0, items: [{ kind: 'operation', id }] });
  expect(await act('search', 'nothing-of-that-name')).toMatchObject({ exit: 1, items: [] });
  expect(await act('track', id)).toMatchObject({ exit: 0, items: [{ kind: 'deposit', id }] });
  expect(await act('track', 'ab'.repeat(32))).toMatchObject({ exit: 1 });
  expect(await act('operations', 'retry', id, '--reason', 'a test')).toMatchObject({ step: expect.any(String) });
  expect(await act('deposits', 'look', id)).toMatchObject({ exit: 0, outpoint: id, state: 'minted' });
  expect(await act('deposits', id, '--follow')).toMatchObject({ exit: 0, outpoint: id, state: 'minted' });
});

test('events come by the stream as they are in the list, and a reader is stopped, moved and let go on', async () => {
  const list = (await act('events', 'list', '--after', '0', '--limit', '3')) as unknown as {
    items: { id: string; type: string }[];
  };
  expect(list.items).toHaveLength(3);
  const tailed = await act('events', 'tail', '--after', '0', '--limit', '3');
  expect(tailed).toMatchObject({ exit: 0, step: 'event', id: list.items[2]!.id, sequence: '3' });
  const schema = await act('events', 'schema', list.items[0]!.type);
  expect(schema).toMatchObject({ exit: 0, schema: { type: 'object' } });

  const { consumers } = (await act('events', 'status')) as unknown as { consumers: { name: string }[] };
  const name = consumers[0]!.name;
  const reader = async (...args: string[]) => {
    const status = (await act('events', ...args)) as unknown as { exit: number; consumers: { name: string }[] };
    expect(status.exit).toBe(0);
    return status.consumers.find((each) => each.name === name);
  };
  expect(await reader('pause', name)).toMatchObject({ paused: true });
  expect(await reader('seek', name, '--position', '1')).toMatchObject({ position: '1', paused: true });
  expect((await say('events', 'status')).text).toMatch(new RegExp(`${name} +1 +\\d+ +paused`));
  const beyond = ['events', 'replay', name, '--from', '1', '--through', '999999999'];
  expect(await act(...beyond)).toMatchObject({ exit: 1, code: 'cli/api-refused' });
  await reader('replay', name, '--from', '1', '--through', '1');
  expect(await reader('resume', name)).toMatchObject({ paused: false });
  await reader('reread');
  expect(await act('events', 'pause', 'nobody')).toMatchObject({ exit: 1, code: 'cli/api-refused' });
});

describe('a customer', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const sep = createSepClient(() => system.api);
  const says = { first_name: 'Alice', last_name: 'Anders', email_address: 'alice@example.com' };

  async function newCustomer(): Promise<{ id: string; account: Keypair; token: string }> {
    const account = Keypair.random();
    const token = await sep.signIn(account);
    const { body } = await sep.ask('PUT', '/sep12/customer', { token, json: says });
    return { id: body.id, account, token };
  }

  test('is shown with the documents, which are saved and never over something else', async () => {
    const { id, token } = await newCustomer();
    const form = new FormData();
    form.append('photo_id_front', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'x.png');
    const sending = new Request('http://x', { method: 'POST', body: form });
    const sent = await system.api.inject({
      ...{ method: 'PUT', url: '/sep12/customer', payload: Buffer.from(await sending.arrayBuffer()) },
      headers: { 'content-type': sending.headers.get('content-type')!, authorization: `Bearer ${token}` },
    });
    expect(sent.statusCode).toBe(202);
    const shown = (await act('customers', 'show', id)) as unknown as { files: { id: string }[] };
    const text = (await say('customers', 'show', id)).text;
    expect(text).toMatch(/first_name +Alice/);
    expect(text).toContain(shown.files[0]!.id);
    const output = join(served.path, 'photo.png');
    const save = ['customers', 'document', id, shown.files[0]!.id, '--output', output];
    expect(await act(...save)).toMatchObject({ exit: 0, size: png.length, output });
    expect(readFileSync(output)).toEqual(png);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(await act(...save)).toMatchObject({ exit: 1, code: 'cli/not-written' });
    expect(readFileSync(output)).toEqual(png);
  });

  test('is asked for more, and rejected, as somebody read them and not as they are later', async () => {
    const { id, token } = await newCustomer();
    const revisionOf = async () => String((await act('customers', 'show', id)).revision);
    const read = await revisionOf();
    const asked = await act('customers', 'ask', id, '--revision', read, '--field', 'birth_date', '--message', 'when?');
    expect(asked).toMatchObject({ exit: 0, status: 'NEEDS_INFO', message: 'when?' });
    await sep.ask('PUT', '/sep12/customer', { token, json: { id, birth_date: '1990-01-02' } });
    const reject = (revision: string) => act('customers', 'reject', id, '--revision', revision, '--message', 'not you');
    expect(await reject(read)).toMatchObject({ exit: 1, code: 'cli/api-refused' });
    expect(await reject(await revisionOf())).toMatchObject({ exit: 0, status: 'REJECTED', message: 'not you' });
    expect((await say('customers', 'list', '--status', 'REJECTED')).text).toMatch(new RegExp(`REJECTED {3}${id}`));
  });

  test('of a high tier takes two officers who sign in, of whom the second read what the first one said', async () => {
    const { id, account } = await newCustomer();
    const { complianceOfficer, superAdmin } = system.world.keys;
    const one = served.keyFile('one.key', complianceOfficer);
    const two = served.keyFile('two.key', superAdmin);
    const revision = String((await act('customers', 'show', id)).revision);
    const accept = [
      'customers',
      'accept',
      id,
      '--revision',
      revision,
      '--tier',
      '3',
      '--country',
      'CH',
      '--note',
      'books seen',
    ];
    expect(await act(...accept)).toMatchObject({ exit: 1, message: expect.stringMatching(/officer/) });
    const first = (await act(...accept, '--key', one)) as unknown as { status: string; first_look: { id: string } };
    expect(first).toMatchObject({
      exit: 0,
      status: 'PROCESSING',
      first_look: { officer: complianceOfficer.publicKey() },
    });
    expect(await act(...accept, '--key', two)).toMatchObject({ exit: 1, code: 'cli/api-refused' });
    expect((await say('customers', 'show', id)).text).toContain(first.first_look.id);
    const agreed = [...accept, '--first-look', first.first_look.id];
    expect(await act(...agreed, '--key', one)).toMatchObject({ exit: 0, status: 'PROCESSING' });
    expect(await act(...agreed, '--key', two)).toMatchObject({ exit: 0, status: 'ACCEPTED' });
    expect(await act('users', 'show', account.publicKey())).toMatchObject({ exit: 0, tier: 3, status: 'active' });
  });
});

test('the system’s people sign in with a key file, say whose security keys are lost, and another one agrees', async () => {
  const { complianceOfficer, superAdmin } = system.world.keys;
  const second = Keypair.random();
  await system.decide({ do: 'propose', action: 'GrantRole', values: [second.publicKey(), 'SystemAdmin'] });
  await system.nextLedger();
  const officer = ['--key', served.keyFile('officer.key', complianceOfficer)];
  const admin = ['--key', served.keyFile('admin.key', superAdmin)];
  const other = ['--key', served.keyFile('other.key', second)];
  const account = complianceOfficer.publicKey();
  expect(await act('sessions', 'show', ...officer)).toMatchObject({ exit: 0, account, roles: ['compliance-officer'] });
  const stranger = ['--key', served.keyFile('stranger.key', Keypair.random())];
  expect(await act('sessions', 'show', ...stranger)).toMatchObject({
    ...{ exit: 1, code: 'cli/api-refused', message: expect.stringMatching(/not signed in/) },
  });
  const ask = ['security-keys', 'request-reset', account, '--reason', 'the bag was stolen'];
  expect(await act(...ask, ...admin)).toMatchObject({ exit: 1, code: 'cli/api-refused' });
  await addSecurityKey(system.tokens['compliance-officer']);
  const own = (await act('security-keys', 'list', ...officer)) as unknown as { items: { id: string }[] };
  expect(own.items).toMatchObject([{ name: 'of the test', state: 'live' }]);

  const asked = await act(...ask, ...admin);
  expect(asked).toMatchObject({ exit: 0, account, asked_by: superAdmin.publicKey() });
  const approve = ['security-keys', 'approve-reset', String(asked.id)];
  expect(await act(...approve, ...admin)).toMatchObject({ exit: 1, code: 'cli/api-refused' });
  expect((await say('security-keys', 'resets', ...other)).text).toMatch(/the bag was stolen/);
  expect(await act(...approve, ...other)).toMatchObject({ exit: 0, account, approved: true });
  expect(await act('security-keys', 'list', ...officer)).toMatchObject({ exit: 0, items: [] });
});

/** As a browser would. */
async function addSecurityKey(token: string): Promise<void> {
  const send = (path: string, body: object) => system.send('POST', `/v1/security-keys${path}`, { token, body });
  const { body } = await send('/challenge', {});
  const credential = createAuthenticator().create(body.options, { origin: 'http://localhost' });
  expect((await send('', { name: 'of the test', credential })).status).toBe(201);
}

test('a rule of alerts is changed as far as it is named, and told as it is then', async () => {
  const { items } = (await act('alerts', 'rules')) as unknown as {
    items: { alert_type: string; for_seconds: number }[];
  };
  const { alert_type: type, for_seconds } = items[0]!;
  expect(await act('alerts', 'change', type, '--threshold', '7')).toMatchObject({
    exit: 0,
    threshold: '7',
    for_seconds,
  });
  expect(await act('alerts', 'change', type, '--no-enable')).toMatchObject({ exit: 0, threshold: '7', enabled: false });
  expect((await say('alerts', 'rules')).text).toContain(`${type} (switched off)`);
  expect(await act('alerts', 'change', type)).toMatchObject({ exit: 1, code: 'cli/bad-argument' });
});

test('an answer that there is none is told as before, and so is a refusal', async () => {
  const refused = await act('webhooks', 'show', 'wh_0');
  expect(refused).toMatchObject({ exit: 1, step: 'failed', code: 'cli/api-refused' });
  expect(refused.message).toMatch(/^The API refused \(4\d\d [^)]+\): .+\. .+/);
});
