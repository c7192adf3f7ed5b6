import type { Step } from './explore.ts';
import type { SystemOptions } from './system.ts';
import { type Batch, type Confirmed, isThere, type SystemState, type Version, versions } from './system-state.ts';

/** What Bitcoin can do: confirm what is signed, bury it, and take back once what it confirmed. */
export function bitcoinSteps(state: SystemState, options: SystemOptions): Step<SystemState>[] {
  return [...depositSteps(state), ...confirmations(state, options), ...reorganizations(state, options)];
}

function depositSteps(state: SystemState): Step<SystemState>[] {
  if (state.deposit === 'buried') return [];
  const deposit: Confirmed = state.deposit === 'no' ? 'yes' : 'buried';
  return [{ name: `the deposit is ${deposit === 'yes' ? 'confirmed' : 'buried'}`, next: { ...state, deposit } }];
}

function confirmations(state: SystemState, options: SystemOptions): Step<SystemState>[] {
  return state.batches.flatMap((batch, at) =>
    versions.flatMap((version): Step<SystemState>[] => {
      const is = batch.confirmed[version];
      const name = `${version} ${at + 1} is`;
      if (is === 'yes') return [{ name: `${name} buried`, next: withConfirmed(state, at, version, 'buried') }];
      if (is === 'buried' || !canConfirm(state, at, version, options)) return [];
      return [{ name: `${name} confirmed`, next: withConfirmed(state, at, version, 'yes') }];
    }),
  );
}

/** Signers sign a version once it is authorized; it confirms when what it spends is there, and nothing else has spent it. */
function canConfirm(state: SystemState, at: number, version: Version, { fault }: SystemOptions): boolean {
  const batch = state.batches[at]!;
  if (!batch.authorized.includes(version) || !isFunded(state, batch)) return false;
  if (fault === 'replacements need not spend the anchor') return true;
  const isAnchorSpent = state.batches.some(
    (other, i) => spendsTheSame(state, at, i) && versions.some((any) => isThere(other.confirmed[any])),
  );
  return !isAnchorSpent;
}

/** All versions of a batch spend its anchor, and so does a batch that came after one which was undone. */
function spendsTheSame({ batches }: SystemState, a: number, b: number): boolean {
  const [one, other] = [batches[a]!.spends, batches[b]!.spends];
  return one?.batch === other?.batch && one?.version === other?.version;
}

const isFunded = (state: SystemState, { spends }: Batch): boolean =>
  isThere(spends ? state.batches[spends.batch]!.confirmed[spends.version] : state.deposit);

function withConfirmed(state: SystemState, at: number, version: Version, is: Confirmed): SystemState {
  const batch = state.batches[at]!;
  const changed: Batch = { ...batch, confirmed: { ...batch.confirmed, [version]: is } };
  return { ...state, batches: state.batches.with(at, changed) };
}

/** One reorganization: of one transaction of a batch, and of what was built on it. */
function reorganizations(state: SystemState, { reorganization }: SystemOptions): Step<SystemState>[] {
  if (state.reorganized !== 'not') return [];
  return state.batches.flatMap((batch, at) =>
    versions.flatMap((version): Step<SystemState>[] => {
      const depth = batch.confirmed[version] === 'buried' ? 'deep' : 'shallow';
      if (!isThere(batch.confirmed[version]) || (depth === 'deep' && reorganization === 'shallow')) return [];
      const gone = withConfirmed(state, at, version, 'no');
      const batches = withoutChildren(gone.batches, at, version);
      // A shallow one goes no deeper than that: what is buried on top of it cannot be.
      const name = `Bitcoin takes ${version} ${at + 1} back, ${depth === 'deep' ? 'buried as it was' : 'which was not buried'}`;
      return [{ name, next: { ...gone, batches, reorganized: depth } }];
    }),
  );
}

/** What spends what is gone is gone too. */
function withoutChildren(batches: readonly Batch[], at: number, version: Version): readonly Batch[] {
  let left = batches;
  for (const [i, batch] of batches.entries()) {
    const { spends } = batch;
    if (spends?.batch !== at || spends.version !== version) continue;
    left = left.with(i, withNothing(batch));
    for (const child of versions) left = withoutChildren(left, i, child);
  }
  return left;
}

const withNothing = (batch: Batch): Batch => ({
  ...batch,
  confirmed: { payment: 'no', replacement: 'no', cancel: 'no' },
});
