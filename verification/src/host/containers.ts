import { any, eq, extract, ite, ult, zext } from '../terms/bits.ts';
import { constant, isConst, type Term } from '../terms/term.ts';
import { equalValues } from './compare.ts';
import type { HostFunctions } from './functions.ts';
import { boolValue, symbolText, u32Value, voidValue } from './objects.ts';

const u32Of = (value: Term): Term => extract(value, 32, 32);
const lengthValue = (length: number): Term => u32Value(constant(32, length));

const numberAt = (value: Term): number => {
  const index = u32Of(value);
  if (!isConst(index)) throw new Error('a position that could be anything');
  return Number(index.value);
};

/** Lists. Every one has a length that the proof knows. */
export const vecFunctions: HostFunctions = {
  vec_new: (host, _, state) => [{ state, value: host.objects.vec([]) }],
  vec_len: (host, [vec], state) =>
    host.ofVec(vec!, state, (items, state) => [{ state, value: lengthValue(items.length) }]),
  vec_get: (host, [vec, at], state) =>
    host.ofVec(vec!, state, (items, state) => {
      const index = u32Of(at!);
      const inside = host.demand(state, ult(index, constant(32, items.length)), 'beyond the end of a list');
      return inside.map((state) => ({
        state,
        value: state.resolve(
          items.reduceRight((rest, item, i) =>
            i === items.length - 1 ? item : ite(eq(index, constant(32, i)), item, rest),
          ),
        ),
      }));
    }),
  vec_front: (host, [vec], state) => host.ofVec(vec!, state, (items, state) => host.orTrap(state, items[0])),
  vec_back: (host, [vec], state) => host.ofVec(vec!, state, (items, state) => host.orTrap(state, items.at(-1))),
  vec_push_back: (host, [vec, item], state) =>
    host.ofVec(vec!, state, (items, state) => [{ state, value: host.objects.vec([...items, item!]) }]),
  vec_push_front: (host, [vec, item], state) =>
    host.ofVec(vec!, state, (items, state) => [{ state, value: host.objects.vec([item!, ...items]) }]),
  vec_put: (host, [vec, at, item], state) =>
    host.atPosition(at!, state, (index, state) =>
      host.ofVec(vec!, state, (items, state) =>
        index < items.length
          ? [{ state, value: host.objects.vec(items.with(index, item!)) }]
          : host.trap(state, 'beyond the end'),
      ),
    ),
  vec_insert: (host, [vec, at, item], state) =>
    host.atPosition(at!, state, (index, state) =>
      host.ofVec(vec!, state, (items, state) =>
        index <= items.length
          ? [{ state, value: host.objects.vec(items.toSpliced(index, 0, item!)) }]
          : host.trap(state, 'beyond the end'),
      ),
    ),
  vec_del: (host, [vec, at], state) =>
    host.atPosition(at!, state, (index, state) =>
      host.ofVec(vec!, state, (items, state) =>
        index < items.length
          ? [{ state, value: host.objects.vec(items.toSpliced(index, 1)) }]
          : host.trap(state, 'beyond the end'),
      ),
    ),
  vec_append: (host, [a, b], state) =>
    host.ofVec(a!, state, (left, state) =>
      host.ofVec(b!, state, (right, state) => [{ state, value: host.objects.vec([...left, ...right]) }]),
    ),
  vec_first_index_of: (host, [vec, item], state) =>
    host.ofVec(vec!, state, (items, state) => [
      {
        state,
        value: items.reduceRight(
          (rest, candidate, i) => ite(equalValues(host.objects, candidate, item!), lengthValue(i), rest),
          voidValue(),
        ),
      },
    ]),
  vec_new_from_linear_memory: (host, [at, length], state) => {
    const items = Array.from({ length: numberAt(length!) }, (_, i) => host.word(state, u32Of(at!), i));
    return [{ state, value: host.objects.vec(items) }];
  },
  vec_unpack_to_linear_memory: (host, [vec, at, length], state) =>
    host.ofVec(vec!, state, (items, state) => {
      if (items.length !== numberAt(length!)) return host.trap(state, 'a list of another length');
      for (const [i, item] of items.entries()) host.putWord(state, u32Of(at!), i, item);
      return [{ state, value: voidValue() }];
    }),
};

/** Maps whose keys are plain, and in order. */
export const mapFunctions: HostFunctions = {
  map_new: (host, _, state) => [{ state, value: host.objects.valueOf({ is: 'map', entries: [] }) }],
  map_len: (host, [map], state) =>
    host.ofMap(map!, state, (entries, state) => [{ state, value: lengthValue(entries.length) }]),
  map_has: (host, [map, key], state) =>
    host.ofMap(map!, state, (entries, state) => [
      { state, value: boolValue(any(...entries.map(([known]) => equalValues(host.objects, known, key!)))) },
    ]),
  map_get: (host, [map, key], state) =>
    host.ofMap(map!, state, (entries, state) => {
      const equal = entries.map(([known]) => equalValues(host.objects, known, key!));
      return host.demand(state, any(...equal), 'no such key').map((state) => ({
        state,
        value: state.resolve(
          entries.reduceRight(
            (rest, [, value], i) => (i === entries.length - 1 ? value : ite(equal[i]!, value, rest)),
            constant(64, 0n),
          ),
        ),
      }));
    }),
  map_key_by_pos: (host, [map, at], state) =>
    host.ofMap(map!, state, (entries, state) => host.orTrap(state, entries[numberAt(at!)]?.[0])),
  map_val_by_pos: (host, [map, at], state) =>
    host.ofMap(map!, state, (entries, state) => host.orTrap(state, entries[numberAt(at!)]?.[1])),
  map_new_from_linear_memory: (host, [keys, values, length], state) => {
    const entries = host
      .names(state, u32Of(keys!), numberAt(length!))
      .map((name, i): [Term, Term] => [host.objects.symbol(name), host.word(state, u32Of(values!), i)]);
    return [{ state, value: host.objects.valueOf({ is: 'map', entries }) }];
  },
  map_unpack_to_linear_memory: (host, [map, keys, values, length], state) =>
    host.ofMap(map!, state, (entries, state) => {
      const names = host.names(state, u32Of(keys!), numberAt(length!));
      const matches =
        names.length === entries.length && names.every((name, i) => symbolText(host.objects, entries[i]![0]) === name);
      if (!matches) return host.trap(state, 'a map with other keys');
      for (const [i, [, value]] of entries.entries()) host.putWord(state, u32Of(values!), i, value);
      return [{ state, value: voidValue() }];
    }),
};

/** Strings of bytes, of lengths that the proof knows. */
export const bytesFunctions: HostFunctions = {
  bytes_new: (host, _, state) => [{ state, value: host.objects.bytes([]) }],
  bytes_len: (host, [bytes], state) =>
    host.ofBytes(bytes!, state, (all, state) => [{ state, value: lengthValue(all.length) }]),
  bytes_get: (host, [bytes, at], state) =>
    host.ofBytes(bytes!, state, (all, state) => {
      const index = u32Of(at!);
      return host.demand(state, ult(index, constant(32, all.length)), 'beyond the end of bytes').map((state) => ({
        state,
        value: u32Value(
          zext(
            all.reduceRight((rest, byte, i) =>
              i === all.length - 1 ? byte : ite(eq(index, constant(32, i)), byte, rest),
            ),
            32,
          ),
        ),
      }));
    }),
  bytes_push: (host, [bytes, byte], state) =>
    host.ofBytes(bytes!, state, (all, state) => [
      { state, value: host.objects.bytes([...all, extract(byte!, 32, 8)]) },
    ]),
  bytes_append: (host, [a, b], state) =>
    host.ofBytes(a!, state, (left, state) =>
      host.ofBytes(b!, state, (right, state) => [{ state, value: host.objects.bytes([...left, ...right]) }]),
    ),
  bytes_slice: (host, [bytes, start, end], state) =>
    host.atPosition(start!, state, (from, state) =>
      host.atPosition(end!, state, (to, state) =>
        host.ofBytes(bytes!, state, (all, state) =>
          from <= to && to <= all.length
            ? [{ state, value: host.objects.bytes(all.slice(from, to)) }]
            : host.trap(state, 'beyond the end of bytes'),
        ),
      ),
    ),
  bytes_new_from_linear_memory: (host, [at, length], state) => [
    { state, value: host.objects.bytes(host.memoryBytes(state, u32Of(at!), numberAt(length!))) },
  ],
  bytes_copy_to_linear_memory: (host, [bytes, from, at, length], state) =>
    host.ofBytes(bytes!, state, (all, state) => {
      const [start, count] = [numberAt(from!), numberAt(length!)];
      if (start + count > all.length) return host.trap(state, 'beyond the end of bytes');
      host.putBytes(state, u32Of(at!), all.slice(start, start + count));
      return [{ state, value: voidValue() }];
    }),
  string_new_from_linear_memory: (host, [at, length], state) => [
    { state, value: host.objects.string(host.text(state, u32Of(at!), numberAt(length!))) },
  ],
  symbol_new_from_linear_memory: (host, [at, length], state) => [
    { state, value: host.objects.symbol(host.text(state, u32Of(at!), numberAt(length!))) },
  ],
};
