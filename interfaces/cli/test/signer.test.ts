import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AuthorizedPayment,
  assemble,
  branchOf,
  type Descriptor,
  deriveAddress,
  encodeProposal,
  netPayments,
  networks,
  type Proposal,
  parseDescriptor,
  parseTransaction,
  reserveOrigin,
} from '@istsi/bitcoin-custody';
import { formatSigningFile } from '@istsi/signer';
import { afterAll, beforeAll, expect, test } from 'vitest';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'istsi-signer-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const at = (name: string): string => join(directory, name);

interface Outcome {
  status: number;
  /** The last line, as programs read it. */
  last: Record<string, unknown>;
  lines: Record<string, unknown>[];
}

const istsi = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [command, ...args, '--json'], (error, stdout) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ status: error ? Number(error.code ?? 1) : 0, last: parsed.at(-1) ?? {}, lines: parsed });
    });
    child.stdin?.end();
  });

const configOf = (n: number, more: object = {}): string => {
  const path = at(`signer-${n}.json`);
  const keystore = at(`signer-${n}.keystore`);
  const journal = at(`signer-${n}.log`);
  const config = { keystore, password: 'correct horse battery', journal, bitcoin: { network: 'regtest' }, ...more };
  writeFileSync(path, JSON.stringify(config));
  return path;
};

let descriptor: Descriptor;
let descriptors: string[];
beforeAll(async () => {
  const made = await Promise.all([1, 2].map((n) => istsi('signer', 'init', '--config', configOf(n))));
  expect(made.map(({ status }) => status)).toEqual([0, 0]);
  const accounts = made.map(({ last }) => String(last.account));
  const { last } = await istsi('signer', 'descriptor', '--threshold', '2', ...accounts);
  descriptors = [String(last.descriptor)];
  descriptor = parseDescriptor(descriptors[0]!, networks.regtest);
});

/** A coin that exists on no chain, with a transaction that makes it: all that a machine without a network can see. */
function payment(amountSats: bigint): { proposal: Proposal; withdrawal: AuthorizedPayment } {
  const { scriptPubKey } = deriveAddress(descriptor, 3);
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(100_000n);
  const previousTransaction = Buffer.concat([
    Buffer.from('0200000001', 'hex'),
    randomBytes(32),
    Buffer.from('0000000000fdffffff01', 'hex'),
    value,
    Buffer.of(scriptPubKey.length),
    scriptPubKey,
    Buffer.alloc(4),
  ]);
  const withdrawal = {
    withdrawalId: randomBytes(32).toString('hex'),
    scriptPubKey: Uint8Array.from([0, 20, ...Buffer.alloc(20, 5)]),
    ...{ amountSats, maxFeeSats: 2_000n },
  };
  const change = reserveOrigin([descriptor]);
  const reserve = deriveAddress(branchOf(descriptor, 'change'), 0);
  const outputs = [
    ...netPayments([withdrawal], 500n).map(({ scriptPubKey: script, amountSats: sats }) => ({
      scriptPubKey: script,
      amountSats: sats,
    })),
    { scriptPubKey: reserve.scriptPubKey, amountSats: 100_000n - amountSats, change },
  ];
  const { txid } = parseTransaction(previousTransaction);
  return { proposal: { inputs: [{ txid, vout: 0, index: 3, previousTransaction }], outputs, lockTime: 0 }, withdrawal };
}

test('a signer is begun once', async () => {
  const again = await istsi('signer', 'init', '--config', configOf(1));
  expect(again).toMatchObject({ status: 1, last: { code: 'attestation/policy-exists' } });
});

test('two custodians without a network sign a file, each after being told what it pays', async () => {
  const { proposal, withdrawal } = payment(40_000n);
  const psbt = encodeProposal([descriptor], proposal);
  writeFileSync(at('payment.json'), formatSigningFile({ psbt, withdrawals: [withdrawal] }));
  writeFileSync(at('payment.psbt'), psbt);
  const [first, second] = await Promise.all([
    istsi('signer', 'sign', at('payment.json'), '--config', configOf(1, { descriptors }), '--yes'),
    istsi('signer', 'sign', at('payment.psbt'), '--config', configOf(2, { descriptors }), '--yes'),
  ]);
  expect(first).toMatchObject({
    status: 0,
    lines: [
      {
        step: 'signer-review',
        payments: [{ sats: '39500', withdrawal: withdrawal.withdrawalId }],
        change_sats: '60000',
        fee_sats: '500',
        unchecked: { length: 3 },
      },
      { step: 'signer-sign', signed: true },
    ],
  });
  expect(second).toMatchObject({ status: 0, lines: [{ unchecked: { length: 4 } }, { signed: true }] });
  const signed = [
    Buffer.from(readFileSync(at('payment.json.signed'), 'utf8'), 'base64'),
    readFileSync(at('payment.psbt.signed')),
  ];
  expect(assemble([descriptor], proposal, signed)).toMatchObject({ result: { complete: true }, rejected: [] });
});

test('nothing is signed where nobody said yes, or above the custodian’s own limits', async () => {
  const { proposal } = payment(30_500n);
  writeFileSync(at('refused.psbt'), encodeProposal([descriptor], proposal));
  const limited = configOf(2, { descriptors, limits: { mostFeeSats: 499 } });
  const outcomes = await Promise.all([
    istsi('signer', 'sign', at('refused.psbt'), '--config', configOf(1, { descriptors })),
    istsi('signer', 'sign', at('refused.psbt'), '--config', limited, '--yes'),
  ]);
  expect(outcomes).toMatchObject([
    { status: 1, last: { code: 'cli/bad-argument' } },
    { status: 1, last: { code: 'cli/signing-refused' } },
  ]);
});

test('the key may be held by another process', async () => {
  const token = 'token of the keystore';
  const socket = at('keystore.sock');
  const config = { keystore: at('signer-1.keystore'), password: 'correct horse battery', token, listen: { socket } };
  writeFileSync(at('keystore.json'), JSON.stringify({ ...config, descriptors, bitcoin: { network: 'regtest' } }));
  const holder = spawn(process.execPath, [command, 'signer', 'keystore', '--config', at('keystore.json'), '--json']);
  const announced = await new Promise<string>((resolve) => holder.stdout.once('data', (text) => resolve(String(text))));
  expect(JSON.parse(announced)).toMatchObject({ step: 'signer-keystore', url: `unix:${socket}` });

  const remote = configOf(3, { keystore: { url: `unix:${socket}`, token }, password: undefined });
  const [there, here] = (await Promise.all(
    [remote, configOf(1)].map((one) => istsi('signer', 'account', '--config', one, '--epoch', '1')),
  )) as [Outcome, Outcome];
  expect(there.last.account).toMatch(/^\[[0-9a-f]{8}\/48h\/1h\/1h\/2h\]tpub/);
  expect(there).toEqual(here);
  holder.kill();
  await new Promise((resolve) => holder.once('close', resolve));
});
