import type { HostAnswer } from '../execution/machine.ts';
import type { State } from '../execution/state.ts';
import { all, concat, ite, zext } from '../terms/bits.ts';
import { constant, type Term, variable } from '../terms/term.ts';
import type { HostFunctions } from './functions.ts';
import { type Objects, symbolText, Tag, u32Value, voidValue } from './objects.ts';
import type { World } from './world.ts';

const unknownBytes = (objects: Objects, name: string): Term =>
  objects.bytes(Array.from({ length: 32 }, (_, i) => variable(`${name}[${i}]`, 8)));

/** Equal messages have equal hashes; of others nothing is said. */
export const sha256Of = (objects: Objects, message: Term): Term =>
  ofEach(message, (each) => unknownBytes(objects, `sha256 of ${each.id}`));

/** Equal values have equal XDR; of others nothing is said. What is made of it is hashed or measured. */
export const xdrOf = (objects: Objects, value: Term): Term =>
  ofEach(value, (each) => unknownBytes(objects, `XDR of ${each.id}`));

/** Of a choice the choice among what comes of its alternatives. */
const ofEach = (value: Term, make: (each: Term) => Term): Term =>
  value.op === 'ite' ? ite(value.args[0]!, ofEach(value.args[1]!, make), ofEach(value.args[2]!, make)) : make(value);

/** The ledger's clock, authorization, events, hashes and calls of other contracts. */
export function ledgerFunctions(world: World): HostFunctions {
  const { inputs } = world;
  const { objects } = inputs;
  const plain =
    (make: () => Term): HostFunctions[string] =>
    (_, __, state) => [{ state, value: make() }];

  return {
    fail_with_error: () => [],
    get_ledger_timestamp: plain(() => objects.u64(inputs.number('now', 64))),
    get_ledger_sequence: plain(() => u32Value(inputs.number('ledger', 32))),
    get_max_live_until_ledger: plain(() => u32Value(variable('most live until', 32))),
    get_current_contract_address: plain(() => inputs.ofType('Address', 'this contract')),
    contract_event: (_, [topics, data], state) => {
      state.host = { ...state.host, events: [...state.host.events, { topics: topics!, data: data! }] };
      return [{ state, value: voidValue() }];
    },
    require_auth: (_, [address], state) => authorized(address!, voidValue(), state),
    require_auth_for_args: (_, [address, args], state) => authorized(address!, args!, state),
    get_address_from_muxed_address: (host, [address], state) => {
      const muxed = objects.getAs(address!, 'muxed');
      return host.orTrap(state, muxed && objects.valueOf({ is: 'address', identity: muxed.identity }));
    },
    get_id_from_muxed_address: (host, [address], state) => {
      const muxed = objects.getAs(address!, 'muxed');
      return host.orTrap(state, muxed && objects.u64(muxed.muxedId));
    },
    compute_hash_sha256: (_, [message], state) => [{ state, value: sha256Of(objects, message!) }],
    serialize_to_bytes: (_, [value], state) => [{ state, value: xdrOf(objects, value!) }],
    call: (_, [contract, name, args], state) => called(contract!, name!, args!, state, false),
    try_call: (_, [contract, name, args], state) => called(contract!, name!, args!, state, true),
  };

  function authorized(address: Term, args: Term, state: State): HostAnswer[] {
    // Whoever did not authorize ends the call: what goes on is authorized.
    state.host = { ...state.host, authorized: [...state.host.authorized, objects.vec([address, args])] };
    return [{ state, value: voidValue() }];
  }

  function called(contract: Term, symbol: Term, vec: Term, state: State, survives: boolean): HostAnswer[] {
    const name = symbolText(objects, symbol);
    const type = name === undefined ? undefined : world.answers[name];
    if (name === undefined || type === undefined) throw new Error(`the proof does not say what ${name} answers`);
    const label = `${name}() ${state.host.calls.length + 1}`;
    const assumed = inputs.assumptions.length;
    const value = inputs.ofType(type, label);
    const result = survives ? ite(variable(`${label} fails`, 0), failure(label), value) : value;
    const args = objects.getAs(vec, 'vec')?.items ?? [];
    const next = state.with(all(...inputs.assumptions.slice(assumed)));
    if (!next) return [];
    next.host = { ...next.host, calls: [...next.host.calls, { contract, name, args, result }] };
    return [{ state: next, value: next.resolve(result) }];
  }

  /** A contract's own error, or one of the host. */
  function failure(label: string): Term {
    const kind = zext(ite(variable(`${label} fails by itself`, 0), constant(8, 0n), constant(8, 1n)), 24);
    return concat(concat(variable(`${label} error`, 32), kind), constant(8, Tag.Error));
  }
}
