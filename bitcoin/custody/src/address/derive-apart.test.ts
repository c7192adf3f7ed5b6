import { expect, test } from 'vitest';
import { testAccounts } from '../../test/accounts.ts';
import { multisigDescriptor } from '../descriptor/descriptor.ts';
import { networks } from '../networks.ts';
import { deriveAddresses } from './address.ts';
import { openDerivation } from './derive-apart.ts';

const THREADS = 2;
const COUNT = 1_107;
const descriptorOf = (kind: 'wsh' | 'tr') =>
  multisigDescriptor({ kind, network: networks.regtest, threshold: 2, keys: testAccounts(3, kind) });

test('threads derive what one derivation after another gives, in order, while the program goes on', async () => {
  const derivation = openDerivation(THREADS);
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  try {
    const wsh = descriptorOf('wsh');
    const first = await derivation.addresses(wsh, 4_294, COUNT);
    expect(turns).toBeGreaterThan(1);
    expect(first).toEqual(deriveAddresses(wsh, 4_294, COUNT));
    // Few do not start a thread, but take those that run; and others' work goes on beside.
    const tr = descriptorOf('tr');
    const [one, none, scripts] = await Promise.all([
      derivation.addresses(tr, 7, 1),
      derivation.addresses(tr, 7, 0),
      derivation.scripts(tr, 0, 300),
    ]);
    expect(one).toEqual(deriveAddresses(tr, 7, 1));
    expect(none).toEqual([]);
    const expected = deriveAddresses(tr, 0, 300).map(({ scriptPubKey }) => scriptPubKey);
    expect(Buffer.compare(scripts, Buffer.concat(expected))).toBe(0);
  } finally {
    clearInterval(timer);
    await derivation.close();
  }
});

test('few are derived without a thread, and a range that leaves BIP-32 is refused', async () => {
  const derivation = openDerivation(THREADS);
  const wsh = descriptorOf('wsh');
  expect(await derivation.addresses(wsh, 3, 2)).toEqual(deriveAddresses(wsh, 3, 2));
  await expect(derivation.addresses(wsh, 0x7fffffff, 2)).rejects.toThrow(
    expect.objectContaining({ code: 'descriptor/index' }),
  );
  await derivation.close();
});

test('what waits for threads that are ended fails, and is not waited for', async () => {
  const derivation = openDerivation(1);
  const waiting = derivation.addresses(descriptorOf('wsh'), 0, 2_000);
  const failing = expect(waiting).rejects.toThrow('a thread that derives addresses ended');
  await new Promise((resolve) => setImmediate(resolve));
  await derivation.close();
  await failing;
});
