import { describe, expect, test } from 'vitest';
import { explore, NO_WAY_OUT } from '../src/model/explore.ts';
import { explorations, exploreSystem } from '../src/model/report.ts';
import { systemModel } from '../src/model/system.ts';

describe('two withdrawals, three signers, one reorganization, explored to the end', () => {
  test.each(explorations)('$title', (options) => {
    const explored = exploreSystem(options);

    expect(explored.fault).toBeUndefined();
    expect(explored.states).toBeGreaterThan(100_000);
  });

  test('have no way out where nobody can resume', () => {
    const { fault } = explore(systemModel({ reorganization: 'shallow', fault: 'nobody resumes' }));

    expect(fault).toEqual({ what: NO_WAY_OUT, trace: ['paused'] });
  });
});
