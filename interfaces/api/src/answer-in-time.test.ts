import { describe, expect, test, vi } from 'vitest';
import { createPatience } from './answer-in-time.ts';

const FOR_EVER = new Promise<never>(() => {});
const PATIENCE_MS = 5;

describe('what takes its time', () => {
  test('is waited for as long as nobody is silent', async () => {
    const silent = vi.fn(async () => []);
    const work = vi.waitFor(() => expect(silent.mock.calls.length).toBeGreaterThan(2)).then(() => 'done');
    expect(await createPatience({ silent }, PATIENCE_MS).within(work)).toBe('done');
  });

  test('is given up for who is silent, and they are named', async () => {
    const patience = createPatience({ silent: async () => ['stellar', 'database'] }, PATIENCE_MS);
    await expect(patience.within(FOR_EVER)).rejects.toMatchObject({
      ...{ code: 'network-unreachable', message: 'stellar and database do not answer what is asked.' },
      options: { component: 'stellar' },
    });
  });

  test('is not, once its answer has begun', async () => {
    const patience = createPatience({ silent: async () => ['bitcoin'] }, PATIENCE_MS);
    const work = new Promise((resolve) => setTimeout(resolve, 10 * PATIENCE_MS, 'whole'));
    expect(await patience.within(work, () => true)).toBe('whole');
  });

  test('fails as it fails', async () => {
    const patience = createPatience({ silent: async () => [] }, PATIENCE_MS);
    await expect(patience.within(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });
});
