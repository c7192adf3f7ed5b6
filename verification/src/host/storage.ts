import type { HostAnswer } from '../execution/machine.ts';
import type { State } from '../execution/state.ts';
import { all, not } from '../terms/bits.ts';
import { FALSE, isConst, type Term, TRUE } from '../terms/term.ts';
import { equalValues } from './compare.ts';
import type { HostFunctions } from './functions.ts';
import type { Durability, StoredEntry } from './host-state.ts';
import { boolValue, voidValue } from './objects.ts';
import { entryName, initialEntry, type World } from './world.ts';

const durabilities: readonly Durability[] = ['temporary', 'persistent', 'instance'];

/**
 * The ledger's entries as a list that grows by what the contract looks at. Two keys that may be equal, such as the balances of
 * two holders who may be one, are followed both ways.
 */
export function storageFunctions(world: World): HostFunctions {
  const { objects } = world.inputs;

  function found(key: Term, kind: Term, state: State, then: (at: number, state: State) => HostAnswer[]): HostAnswer[] {
    const durability = durabilities[Number(kind.value)]!;
    const name = entryName(world, key);
    let rest: State | undefined = state;
    const answers: HostAnswer[] = [];
    let count = 0;
    for (const [at, entry] of state.host.storage.entries()) {
      if (entry.durability !== durability || entryName(world, entry.key) !== name) continue;
      count += 1;
      const same = equalValues(objects, key, entry.key);
      const here: State | undefined = rest?.with(same);
      if (here) answers.push(...then(at, here));
      rest = rest?.with(not(same));
    }
    if (!rest) return answers;
    const assumed = world.inputs.assumptions.length;
    const entry = initialEntry(world, key, durability, count);
    const state2: State | undefined = rest.with(all(...world.inputs.assumptions.slice(assumed)));
    if (!state2) return answers;
    state2.host = { ...state2.host, storage: [...state2.host.storage, entry] };
    return [...answers, ...then(state2.host.storage.length - 1, state2)];
  }

  function replace(state: State, at: number, change: Partial<StoredEntry>): HostAnswer[] {
    const storage = state.host.storage.with(at, { ...state.host.storage[at]!, ...change });
    state.host = { ...state.host, storage };
    return [{ state, value: voidValue() }];
  }

  return {
    has_contract_data: (_, [key, kind], state) =>
      found(key!, kind!, state, (at, state) => [{ state, value: boolValue(state.host.storage[at]!.present) }]),
    get_contract_data: (host, [key, kind], state) =>
      found(key!, kind!, state, (at, state) => {
        const { present, value } = state.host.storage[at]!;
        return host.demand(state, present, 'no such entry').map((state) => ({ state, value: state.resolve(value) }));
      }),
    put_contract_data: (_, [key, value, kind], state) =>
      found(key!, kind!, state, (at, state) => replace(state, at, { present: TRUE, value: value! })),
    del_contract_data: (_, [key, kind], state) =>
      found(key!, kind!, state, (at, state) => replace(state, at, { present: FALSE })),
    // Lifetimes are not followed; what is extended must be there.
    extend_contract_data_ttl: (host, [key, kind], state) =>
      found(key!, kind!, state, (at, state) => {
        const { present } = state.host.storage[at]!;
        return isConst(present) && present === TRUE
          ? [{ state, value: voidValue() }]
          : host.demand(state, present, 'no such entry').map((state) => ({ state, value: voidValue() }));
      }),
    extend_current_contract_instance_and_code_ttl: (_, __, state) => [{ state, value: voidValue() }],
  };
}
