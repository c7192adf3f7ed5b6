import { expect, test } from 'vitest';
import type { Anchoring } from '../audit/anchoring.ts';
import type { Witnessing } from '../audit/witnessing.ts';
import { judgeAudit } from './look-at-audit.ts';

const written: Anchoring = {
  ...{ account: 'G', size: 9, ledger: 1, altered: undefined, problem: undefined, waitingSince: undefined },
};

const seen: Witnessing = {
  ...{ quorum: 1, published: 9, waitingSince: undefined, forked: undefined },
  witnesses: [{ name: 'w1', key: 'w1+', url: 'http://w1', size: 9, problem: undefined }],
};
const mute: Witnessing = { ...seen, witnesses: [{ ...seen.witnesses[0]!, problem: 'it does not answer' }] };

test.each<[string, Witnessing | undefined, number, string, RegExp]>([
  ['that was cosigned', seen, 0, 'ok', /9 entries are cosigned, 9 entries are written/],
  ['whose witness is silent for ten minutes', mute, 600, 'ok', /9 entries are cosigned/],
  ['whose witness is silent for longer', mute, 601, 'warning', /signed 10 minutes ago: of w1, it does not answer/],
  ['of which a witness has another', { ...mute, forked: 'rewritten' }, 601, 'failing', /^rewritten$/],
])('an audit log %s', (_, witnessing, unwitnessed, state, said) => {
  const standing = { problem: undefined, anchoring: written, witnessing };
  expect(judgeAudit(standing, { unanchored: 0, unwitnessed })).toMatchObject({
    ...{ part: 'audit', state, diagnosis: expect.stringMatching(said) },
  });
});

test.each<[string, string | undefined, Anchoring | undefined, number, string, RegExp]>([
  ['that is written on Stellar', undefined, written, 0, 'ok', /9 entries are written/],
  ['that nobody writes there', undefined, undefined, 0, 'ok', /continues what was signed$/],
  ['that is not signed any more', 'it was rewritten', written, 0, 'failing', /^it was rewritten$/],
  ['that Stellar knows otherwise', undefined, { ...written, altered: 'cut off' }, 0, 'failing', /^cut off$/],
  ['that cannot be written', undefined, { ...written, problem: 'no lumens' }, 0, 'warning', /no lumens/],
  ['that waits three hours', undefined, written, 10_800, 'ok', /9 entries/],
  ['that waits longer', undefined, written, 10_801, 'warning', /signed 3 hours ago is not written/],
  ['that was changed and cannot be written', 'x', { ...written, problem: 'y' }, 99_999, 'failing', /^x$/],
])('an audit log %s', (_, problem, anchoring, unanchored, state, said) => {
  const standing = { problem, anchoring, witnessing: undefined };
  expect(judgeAudit(standing, { unanchored, unwitnessed: 0 })).toMatchObject({
    ...{ part: 'audit', state, diagnosis: expect.stringMatching(said) },
  });
});
