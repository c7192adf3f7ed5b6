import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { type CallbackWorld, setCallback, signatureOf, tellWallets } from './customer-callbacks.ts';
import { openMasterKeys } from './customer-cipher.ts';
import { deleteCustomer, holdCustomer } from './customer-store.ts';
import type { CustomerStatus } from './customer-tables.ts';

const masters = openMasterKeys([randomBytes(32).toString('base64url')]);
const signingKey = Keypair.random();

let databases: TestDatabases;
let database: Database;
let wallet: Server;
let url: string;
let answers: number[];
let heard: { headers: IncomingHttpHeaders; body: string }[];
let clock: number;
let world: CallbackWorld;
let customer: { id: string; subject: string; status: CustomerStatus };

beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
  wallet = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200, { location: url }).end();
    });
  });
  await once(wallet.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(wallet.address() as AddressInfo).port}/status?user=7`;
});
beforeEach(async () => {
  [answers, heard, clock] = [[], [], 1_800_000_000_000];
  const { db } = database;
  await db.deleteFrom('istsi.customers').execute();
  world = {
    ...{ db, masters, signingKey, post: { allowed: ['127.0.0.1/32'] } },
    ...{ now: () => new Date(clock), random: () => 0 },
  };
  const subject = Keypair.random().publicKey();
  customer = await db.transaction().execute(async (trx) => await holdCustomer(trx, masters, subject));
  await setCallback(db, customer, url);
});
afterAll(async () => {
  wallet?.close();
  await database?.close();
  await databases?.stop();
});

const become = async (status: CustomerStatus) =>
  await database.db.updateTable('istsi.customers').set({ status }).where('id', '=', customer.id).execute();
const told = () => heard.map(({ body }) => (JSON.parse(body) as { status: string }).status);

test('a wallet is told each status once, in what it would be answered, signed with time and host', async () => {
  expect(await tellWallets(world)).toBe(0);
  await become('PROCESSING');
  expect(await tellWallets(world)).toBe(1);
  expect(await tellWallets(world)).toBe(0);
  expect(told()).toEqual(['PROCESSING']);
  const [{ headers, body }] = heard as [(typeof heard)[0]];
  expect(JSON.parse(body)).toMatchObject({ id: customer.id, status: 'PROCESSING' });
  const [, seconds, signature] = /^t=(\d+), s=(.+)$/.exec(String(headers.signature))!;
  expect(seconds).toBe('1800000000');
  const signed = Buffer.from(`${seconds}.${new URL(url).host}.${body}`);
  expect(signingKey.verify(signed, Buffer.from(signature!, 'base64'))).toBe(true);
  expect(headers['x-stellar-signature']).toBe(headers.signature);
  expect(signatureOf(signingKey, world.now(), 'https://other.example/x', body)).not.toBe(headers.signature);
});

test('a wallet that fails is asked again, later each time, and told what the customer is by then', async () => {
  answers = [503, 302];
  await become('PROCESSING');
  await tellWallets(world);
  clock += 4_999;
  expect(await tellWallets(world)).toBe(0);
  clock += 1;
  expect(await tellWallets(world)).toBe(1);
  await become('NEEDS_INFO');
  await become('ACCEPTED');
  expect(await tellWallets(world)).toBe(1);
  expect(told()).toEqual(['PROCESSING', 'PROCESSING', 'ACCEPTED']);
});

test('after nine attempts over a day it is given up, until the customer is something else', async () => {
  answers = Array.from({ length: 9 }, () => 500);
  await become('PROCESSING');
  for (let n = 0; n < 12; n += 1) {
    await tellWallets(world);
    clock += 10 * 3_600_000;
  }
  expect(heard).toHaveLength(9);
  await become('REJECTED');
  await tellWallets(world);
  expect(told().at(-1)).toBe('REJECTED');
});

test.each<[string, CustomerStatus, number]>([
  ['it is accepted', 'ACCEPTED', 200],
  ['it is rejected', 'REJECTED', 200],
  ['the wallet says that it is gone', 'PROCESSING', 410],
])('nothing more is told once %s', async (_, status, answer) => {
  answers = [answer];
  await become(status);
  await tellWallets(world);
  await become('NEEDS_INFO');
  clock += 86_400_000;
  expect(await tellWallets(world)).toBe(0);
  expect(heard).toHaveLength(1);
});

test('nobody is told of a customer who was erased, or at the URL before', async () => {
  await setCallback(database.db, customer, `${url}&new=1`);
  await become('PROCESSING');
  await deleteCustomer(database.db, customer.subject);
  expect(await tellWallets(world)).toBe(0);
  expect(heard).toEqual([]);
});

test('no address of ours is reached, whatever was allowed when the URL was given', async () => {
  await become('PROCESSING');
  expect(await tellWallets({ ...world, post: {} })).toBe(1);
  expect(heard).toEqual([]);
  clock += 5_000;
  await tellWallets(world);
  expect(told()).toEqual(['PROCESSING']);
});
