/** What may be busy: of this many milliseconds of CPU so far, by name. */
export type CpuMeter = () => ReadonlyMap<string, number>;

/** Everything that is neither measured nor measures. */
export const OTHERS = 'what else runs here';

export interface Metered<T> {
  value: T;
  /** Cores that each part used while it was made. */
  cores: ReadonlyMap<string, number>;
}

export async function metered<T>(cpu: CpuMeter, work: () => Promise<T>): Promise<Metered<T>> {
  const before = cpu();
  const began = performance.now();
  const value = await work();
  const elapsed = performance.now() - began;
  const cores = [...cpu()].map(([part, ms]): [string, number] => [
    part,
    Math.max(0, ms - (before.get(part) ?? 0)) / elapsed,
  ]);
  return { value, cores: new Map(cores) };
}
