import { Address, NETWORK } from '@scure/btc-signer';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BitcoinNetwork, startWorld, type World } from './world.ts';

const script = async (world: World, btc_address: string): Promise<string> =>
  Buffer.from(await world.read<Uint8Array>('reserve-manager', 'script_of_address', { btc_address })).toString('hex');
const refusal = { code: 435 };

describe('on the main network, an address', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ bitcoinNetwork: BitcoinNetwork.Mainnet });
  });
  afterAll(() => world.stop());

  test.each([
    // BIP 173 and BIP 350.
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
    [
      'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
      '5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    ['BC1SW50QGDZ25J', '6002751e'],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', '5210751e76e8199196d454941c45d1b3a323'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    ],
    // The genesis block's, and the one that everybody burns to.
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac'],
    ['1111111111111111111114oLvT2', '76a914000000000000000000000000000000000000000088ac'],
    ['3P14159f73E4gFr7JterCCQh9QjiTjiZrG', 'a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87'],
  ])('%s has its script', async (address, expected) => {
    expect(await script(world, address)).toBe(expected);
  });

  test.each([
    ['of another network', 'tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty'],
    ['of testnet', 'tb1q6rz28mcfaxtmd6v789l9rrlrusdprr9pqcpvkl'],
    ['of regtest', 'bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk'],
    ['of testnet, Base58', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'],
    ['with a wrong checksum', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'],
    ['of witness version 17', 'BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2'],
    ['with a program of one byte', 'bc1rw5uspcuh'],
    ['with a program of 41 bytes', 'bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90'],
    ['of version 0 with a program of 16 bytes', 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P'],
    ['with more than four bits of padding', 'bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du'],
    ['of no data', 'bc1gmk9yu'],
    ['of version 0 with the checksum of BIP 350', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh'],
    ['of version 1 with the checksum of BIP 173', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd'],
    ['of version 16 with the checksum of BIP 173', 'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL'],
    ['with a character outside of the alphabet', 'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4'],
    ['of version 1 with an invalid length', 'bc1pw5dgrnzv'],
    ['in both cases at once', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8F3t4'],
    ['that is empty', ''],
    ['that is a prefix only', 'bc1'],
    ['with Base58 checksum changed', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'],
    ['with a leading one too many', '11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['with a leading one too few', '111111111111111111114oLvT2'],
    ['with a zero', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0'],
    ['with a space', ' 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['with a character that is not ASCII', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNé'],
    ['that is very long', `bc1q${'q'.repeat(200)}`],
    ['of Base58, as long as allowed', 'z'.repeat(35)],
  ])('%s is refused', async (_, address) => {
    await expect(script(world, address)).rejects.toMatchObject(refusal);
  });

  test('that another library writes is read back', async () => {
    const kinds = fc.oneof(
      fc.record({ type: fc.constantFrom('pkh', 'sh', 'wpkh'), hash: fc.uint8Array({ minLength: 20, maxLength: 20 }) }),
      fc.record({ type: fc.constant('wsh'), hash: fc.uint8Array({ minLength: 32, maxLength: 32 }) }),
    );
    const scripts: Record<string, (hash: string) => string> = {
      pkh: (hash) => `76a914${hash}88ac`,
      sh: (hash) => `a914${hash}87`,
      wpkh: (hash) => `0014${hash}`,
      wsh: (hash) => `0020${hash}`,
    };
    await fc.assert(
      fc.asyncProperty(kinds, async ({ type, hash }) => {
        const address = Address(NETWORK).encode({ type: type as 'pkh', hash });
        expect(await script(world, address)).toBe(scripts[type]?.(Buffer.from(hash).toString('hex')));
      }),
      { numRuns: 40 },
    );
  });
});

test('each network has its own addresses', async () => {
  const own: [keyof typeof BitcoinNetwork, string[]][] = [
    ['Testnet', ['tb1q6rz28mcfaxtmd6v789l9rrlrusdprr9pqcpvkl', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn']],
    ['Regtest', ['bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn']],
  ];
  for (const [network, addresses] of own) {
    const world = await startWorld({ bitcoinNetwork: BitcoinNetwork[network] });
    for (const address of addresses) expect(await script(world, address)).toMatch(/^(0014|76a914)/);
    const foreign = own.flatMap(([, all]) => all).filter((address) => !addresses.includes(address));
    for (const address of [...foreign, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']) {
      await expect(script(world, address), `${address} on ${network}`).rejects.toMatchObject(refusal);
    }
    await world.stop();
  }
});
