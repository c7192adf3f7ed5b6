import { expect, test } from 'vitest';
import type { Anchoring } from '../audit/anchoring.ts';
import { judgeAudit } from './look-at-audit.ts';

const written: Anchoring = {
  ...{ account: 'G', size: 9, ledger: 1, altered: undefined, problem: undefined, waitingSince: undefined },
};

test.each<[string, string | undefined, Anchoring | undefined, number, string, RegExp]>([
  ['that is written on Stellar', undefined, written, 0, 'ok', /9 entries are written/],
  ['that nobody writes there', undefined, undefined, 0, 'ok', /continues what was signed$/],
  ['that is not signed any more', 'it was rewritten', written, 0, 'failing', /^it was rewritten$/],
  ['that Stellar knows otherwise', undefined, { ...written, altered: 'cut off' }, 0, 'failing', /^cut off$/],
  ['that cannot be written', undefined, { ...written, problem: 'no lumens' }, 0, 'warning', /no lumens/],
  ['that waits three hours', undefined, written, 10_800, 'ok', /9 entries/],
  ['that waits longer', undefined, written, 10_801, 'warning', /signed 3 hours ago is not written/],
  ['that was changed and cannot be written', 'x', { ...written, problem: 'y' }, 99_999, 'failing', /^x$/],
])('an audit log %s', (_, problem, anchoring, waited, state, said) => {
  expect(judgeAudit(problem, anchoring, waited)).toMatchObject({
    ...{ part: 'audit', state, diagnosis: expect.stringMatching(said) },
  });
});
