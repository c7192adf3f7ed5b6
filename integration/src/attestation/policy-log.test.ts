import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openPolicyLog } from './policy-log.ts';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-policy-'));
let file: string;
let count = 0;

beforeEach(() => {
  file = path.join(dir, `${count++}.log`);
});
afterAll(() => fs.rmSync(dir, { recursive: true }));

const outpoint = `${'ab'.repeat(32)}:1`;

test('an output is attested for one user and amount, as often as asked, and for no other ever', () => {
  const log = openPolicyLog(file);
  expect(log.admit({ kind: 'deposit', outpoint, user: 'GALICE', amountSats: 5n })).toBeUndefined();
  expect(log.admit({ kind: 'deposit', outpoint, user: 'GALICE', amountSats: 5n })).toBeUndefined();
  expect(log.admit({ kind: 'deposit', outpoint, user: 'GMALLORY', amountSats: 5n })).toMatchObject({
    code: 'attestation/conflict',
  });
  expect(log.admit({ kind: 'deposit', outpoint, user: 'GALICE', amountSats: 6n })).toMatchObject({
    code: 'attestation/conflict',
  });
  log.close();
  const reopened = openPolicyLog(file);
  expect(reopened.admit({ kind: 'deposit', outpoint, user: 'GMALLORY', amountSats: 5n })).toMatchObject({
    code: 'attestation/conflict',
  });
  expect(reopened.admit({ kind: 'deposit', outpoint, user: 'GALICE', amountSats: 5n })).toBeUndefined();
  reopened.close();
  expect(fs.readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a line cut short by a crash is dropped, and what follows it is whole', () => {
  const log = openPolicyLog(file);
  log.admit({ kind: 'deposit', outpoint, user: 'GALICE', amountSats: 5n });
  log.close();
  fs.appendFileSync(file, '{"outpoint":"cd');
  const reopened = openPolicyLog(file);
  expect(
    reopened.admit({ kind: 'deposit', outpoint: `${'cd'.repeat(32)}:0`, user: 'GBOB', amountSats: 7n }),
  ).toBeUndefined();
  reopened.close();
  const again = openPolicyLog(file);
  expect(
    again.admit({ kind: 'deposit', outpoint: `${'cd'.repeat(32)}:0`, user: 'GALICE', amountSats: 7n }),
  ).toMatchObject({ code: 'attestation/conflict' });
  again.close();
});

test('damage before the end stops the signer', () => {
  fs.writeFileSync(file, 'not json\n{"outpoint":"x","user":"y","amount_sats":"1"}\n');
  expect(() => openPolicyLog(file)).toThrow(
    expect.objectContaining({ code: 'attestation/policy-damaged', context: { file, line: 1 } }),
  );
});
