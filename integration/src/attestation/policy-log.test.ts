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
  expect(log.allow({ outpoint, user: 'GALICE', amountSats: 5n })).toBe(true);
  expect(log.allow({ outpoint, user: 'GALICE', amountSats: 5n })).toBe(true);
  expect(log.allow({ outpoint, user: 'GMALLORY', amountSats: 5n })).toBe(false);
  expect(log.allow({ outpoint, user: 'GALICE', amountSats: 6n })).toBe(false);
  log.close();
  const reopened = openPolicyLog(file);
  expect(reopened.allow({ outpoint, user: 'GMALLORY', amountSats: 5n })).toBe(false);
  expect(reopened.allow({ outpoint, user: 'GALICE', amountSats: 5n })).toBe(true);
  reopened.close();
  expect(fs.readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a line cut short by a crash is dropped, and what follows it is whole', () => {
  const log = openPolicyLog(file);
  log.allow({ outpoint, user: 'GALICE', amountSats: 5n });
  log.close();
  fs.appendFileSync(file, '{"outpoint":"cd');
  const reopened = openPolicyLog(file);
  expect(reopened.allow({ outpoint: `${'cd'.repeat(32)}:0`, user: 'GBOB', amountSats: 7n })).toBe(true);
  reopened.close();
  const again = openPolicyLog(file);
  expect(again.allow({ outpoint: `${'cd'.repeat(32)}:0`, user: 'GALICE', amountSats: 7n })).toBe(false);
  again.close();
});

test('damage before the end stops the signer', () => {
  fs.writeFileSync(file, 'not json\n{"outpoint":"x","user":"y","amount_sats":"1"}\n');
  expect(() => openPolicyLog(file)).toThrow(
    expect.objectContaining({ code: 'attestation/policy-damaged', context: { file, line: 1 } }),
  );
});
