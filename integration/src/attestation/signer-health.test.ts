import { expect, test } from 'vitest';
import type { SignerHeartbeat } from './read-heartbeat.ts';
import { judgeSigners, MOST_AGE_MS, type SignerStanding } from './signer-health.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const beat = (bitcoinKey: string): SignerHeartbeat => ({
  ...{
    at: new Date(now),
    ledger: 1,
    bitcoin: undefined,
    signed: 0,
    refused: 0,
    velocity: undefined,
    log: { count: 1, sum: 'a' },
  },
  ...{ bitcoinKey, epoch: 0 },
});
const signer = (n: number, change: Partial<SignerStanding> = {}): SignerStanding => ({
  ...{ name: `signer-${n}`, address: `G${n}`, ok: true, heartbeat: beat(`key ${n}`), heardAt: new Date(now) },
  ...change,
});
const silent: Partial<SignerStanding> = { ok: false, error: 'connect ECONNREFUSED' };
const old: Partial<SignerStanding> = { heardAt: new Date(now - MOST_AGE_MS - 1) };

test.each<[string, SignerStanding[], string, RegExp]>([
  ['all of them', [signer(1), signer(2), signer(3)], 'well', /3 of 3 signers are well/],
  ['one missing', [signer(1), signer(2), signer(3, silent)], 'degraded', /signer-3: connect ECONNREFUSED/],
  [
    'one not heard of for long',
    [signer(1), signer(2), signer(3, old)],
    'degraded',
    /signer-3: its last heartbeat is of/,
  ],
  ['two missing', [signer(1), signer(2, silent), signer(3, old)], 'critical', /nothing can be minted or paid/],
  [
    'two with one key',
    [signer(1), signer(2), signer(3, { heartbeat: beat('key 2') })],
    'critical',
    /Bitcoin key of signer-2/,
  ],
  [
    'nobody asked yet',
    [signer(1, { ok: false, heartbeat: undefined, heardAt: undefined })],
    'unknown',
    /no signer was asked/,
  ],
])('two of three with %s', (_, heard, level, diagnosis) => {
  expect(judgeSigners(heard, 2, now)).toMatchObject({ level, diagnosis: expect.stringMatching(diagnosis) });
});
