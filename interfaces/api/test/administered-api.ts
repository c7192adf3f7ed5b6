import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '@istsi/contracts/clients/integration-router';
import { createSubmitter, fundAccount, latestLedger, openNetwork, signEntry } from '@istsi/soroban-client';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { expect } from 'vitest';
import { startWorld, type World, type WorldOptions } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

export const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
export type Method = 'GET' | 'POST' | 'DELETE';
export type Person = 'super-admin' | 'compliance-officer' | 'operator';

export type AdministeredApi = Awaited<ReturnType<typeof startAdministeredApi>>;

/** An API whose people are signed in. */
export async function startAdministeredApi(options: WorldOptions = {}) {
  const world = await startWorld(options);
  const logged: unknown[] = [];
  const api = await createApi({
    ...{ services: world.services, keys, version: '1.2.3' },
    log: (...line) => logged.push(line),
  });
  const { superAdmin, complianceOfficer, operator } = world.keys;
  await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, superAdmin.publicKey());
  const asking = askingOf(world, api);
  const tokens: Record<Person, string> = {
    'super-admin': await asking.signIn(superAdmin),
    'compliance-officer': await asking.signIn(complianceOfficer),
    operator: await asking.signIn(operator),
  };
  const stop = async () => {
    await api.close();
    await world.stop();
  };
  return { world, api, logged, tokens, stop, ...asking, ...rolesOf(world, asking, tokens) };
}

function askingOf(world: World, api: Api) {
  async function send(method: Method, url: string, sending: { body?: unknown; token?: string; headers?: object } = {}) {
    const { body, token, headers } = sending;
    const response = await api.inject({
      ...{ method, url },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    return {
      status: response.statusCode,
      body: response.body === '' ? null : response.json(),
      cookie: String(response.headers['set-cookie'] ?? ''),
    };
  }

  const sign = (envelope: string, key: Keypair): string => {
    const transaction = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase);
    transaction.sign(key);
    return transaction.toXdr();
  };

  async function challenge(account: Keypair): Promise<string> {
    const asked = await send('POST', '/v1/sessions/challenge', { body: { account: account.publicKey() } });
    expect(asked.status).toBe(200);
    return asked.body.envelope;
  }

  async function signIn(key: Keypair): Promise<string> {
    const signed = await send('POST', '/v1/sessions', { body: { envelope: sign(await challenge(key), key) } });
    expect(signed.status, JSON.stringify(signed.body)).toBe(201);
    return signed.body.token;
  }

  /** Prepares, signs and sends an act. */
  async function act(token: string, key: Keypair, request: object) {
    const prepared = await send('POST', '/v1/acts/prepare', { body: request, token });
    expect(prepared.status, JSON.stringify(prepared.body)).toBe(200);
    const sent = await send('POST', '/v1/acts', { body: { envelope: sign(prepared.body.envelope, key) }, token });
    expect(sent, JSON.stringify(sent.body)).toMatchObject({ status: 200, body: { done: true } });
    return prepared.body;
  }
  return { send, sign, challenge, signIn, act };
}

function rolesOf(world: World, asking: ReturnType<typeof askingOf>, tokens: Record<Person, string>) {
  /** Governance has one Super Admin here, who proposes, approves and executes. */
  async function decide(proposal: object): Promise<void> {
    const { superAdmin } = world.keys;
    await asking.act(tokens['super-admin'], superAdmin, proposal);
    const { id } = (await asking.send('GET', '/v1/governance')).body.proposals.at(-1);
    await asking.act(tokens['super-admin'], superAdmin, { do: 'approve', id });
    await asking.act(tokens['super-admin'], superAdmin, { do: 'execute', id });
  }

  /** A tenth of a second is how long a ledger may go unnoticed; on a public network the next one takes five. */
  async function nextLedger(): Promise<void> {
    const network = openNetwork(world.sandbox);
    const before = (await latestLedger(network)).sequence;
    await fundAccount(network, world.sandbox.friendbotUrl, Keypair.random().publicKey());
    expect((await latestLedger(network)).sequence).toBeGreaterThan(before);
    await sleep(150);
  }

  async function revokeRole(of: Keypair, role: Role): Promise<void> {
    const { superAdmin } = world.keys;
    const submitter = createSubmitter({ network: openNetwork(world.sandbox), channels: [superAdmin] });
    const outcome = await submitter.submit({
      invoke: world.contracts.router.invocation('revoke_role', {
        caller: superAdmin.publicKey(),
        account: of.publicKey(),
        role,
      }),
      authorize: (entry, terms) => signEntry(entry, superAdmin, terms.validUntilLedger, terms.networkPassphrase),
    });
    expect(outcome.status).toBe('success');
  }
  return { decide, nextLedger, revokeRole };
}
