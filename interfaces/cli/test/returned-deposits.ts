import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveAddress, networks, parseDescriptor } from '@istsi/bitcoin-custody';
import { Keypair } from '@stellar/stellar-sdk';
import { expect } from 'vitest';

/** One command of the running system: how it ended, and the last line that it printed. */
type Act = (...args: string[]) => Promise<Record<string, unknown> & { exit: number | null }>;

export interface Running {
  act: Act;
  directory: string;
  apiUrl: string;
}

/** So deep signers take a refusal for good, unless an operator says otherwise. */
const REFUSED_FOR_GOOD = 144;

/** A deposit of somebody without a tier, and one of nobody, from the refusal to where their way back waits for its time. */
export async function expectReturns({ act, directory, apiUrl }: Running): Promise<void> {
  const json = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  const { compliance } = json('keys.json').api as { compliance: string };
  const ask = async (path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${compliance}` };
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return (await (await fetch(`${apiUrl}/v1${path}`, init)).json()) as Record<string, string>;
  };
  const owner = Keypair.random();
  const ownerFile = join(directory, 'owner.key');
  writeFileSync(ownerFile, owner.secret(), { mode: 0o600 });
  const { deposit_index: index } = await ask('/identities', { address: owner.publicKey(), tier: 0 });
  const [descriptor] = json('custody.json').descriptors as [string];
  const addressAt = (at: number) => deriveAddress(parseDescriptor(descriptor, networks.regtest), at).address;
  const refused = (await act('bitcoin', 'send', addressAt(Number(index)), '0.002')).outpoint as string;
  const ofNobody = (await act('bitcoin', 'send', addressAt(Number(index) + 1), '0.001')).outpoint as string;
  await act('bitcoin', 'mine', String(REFUSED_FOR_GOOD));
  for (const outpoint of [refused, ofNobody]) {
    await expect.poll(async () => (await ask(`/deposits/${outpoint}`)).state).toEqual(expect.any(String));
  }

  const officer = ['--key', join(directory, 'governance.json')];
  const to = (await act('bitcoin', 'newaddress')).address as string;
  const early = await act('deposits', 'hold', refused, ...officer);
  expect(early).toMatchObject({ exit: 1, code: 'services/return-refused' });
  expect(early.message).toContain(`istsi deposits give-back ${refused}`);
  const asked = await ask(`/deposits/${refused}/hold`, { held: true });
  expect(asked).toMatchObject({ status: 409, code: 'not-returnable' });
  expect(asked.detail).toContain(`istsi deposits give-back ${refused}`);

  for (const outpoint of [refused, ofNobody]) {
    expect(await act('deposits', 'give-back', outpoint)).toMatchObject({ exit: 0, outpoint });
    await expect.poll(async () => (await ask(`/deposits/${outpoint}`)).state, { timeout: 60_000 }).toBe('returnable');
  }
  expect(await act('deposits', 'hold', refused, ...officer)).toMatchObject({ exit: 0, decision: 'hold' });
  const name = ['deposits', 'return', refused, '--to', to, '--owner', ownerFile];
  const held = await act(...name);
  expect(held).toMatchObject({ exit: 1 });
  expect(held.message).toMatch(/officer holds it/);
  expect(await act('deposits', 'release', refused, ...officer)).toMatchObject({ exit: 0, decision: 'release' });
  expect(await act(...name)).toMatchObject({ exit: 0, state: 'returning', return: { bitcoin_address: to } });

  const propose = (outpoint: string) =>
    act('deposits', 'propose-return', outpoint, '--to', to, '--max-fee', '5000', ...officer);
  expect((await propose(refused)).message).toMatch(/has an owner, who names where it goes/);
  expect(await propose(ofNobody)).toMatchObject({ exit: 0, decision: 'propose' });
  const alone = await act('deposits', 'approve-return', ofNobody, '--to', to, ...officer);
  expect(alone).toMatchObject({ exit: 1 });
  expect(alone.message).toMatch(new RegExp(`about ${ofNobody}: who proposed the address cannot agree`));
}
