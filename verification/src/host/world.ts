import type { StorageLayout } from '../contracts.ts';
import type { Term } from '../terms/term.ts';
import { variable } from '../terms/term.ts';
import type { Durability, StoredEntry } from './host-state.ts';
import type { Inputs } from './inputs.ts';
import { symbolText } from './objects.ts';

/** What surrounds a contract: what it finds stored, what others answer. All of it can be anything of its type. */
export interface World {
  readonly inputs: Inputs;
  readonly layout: StorageLayout;
  /** What calls of other contracts return, by function: a type. */
  readonly answers: Readonly<Record<string, string>>;
}

/** The name of a stored entry, as the layout has it but for its arguments: `Books`, `Balance`, `METADATA`. */
export function entryName(world: World, key: Term): string {
  const { objects } = world.inputs;
  const name = symbolText(objects, objects.getAs(key, 'vec')?.items[0] ?? key);
  if (name === undefined) throw new Error('a storage key without a name');
  return name;
}

/** What an entry holds before the contract wrote it: there or not, and anything of the type that the layout says. */
export function initialEntry(world: World, key: Term, durability: Durability, count: number): StoredEntry {
  const name = entryName(world, key);
  const declared = Object.entries(world.layout.keys).find(([known]) => known === name || known.startsWith(`${name}(`));
  if (!declared) throw new Error(`the layout knows no entry ${name}`);
  const [, { kind, value }] = declared;
  if (kind !== durability) throw new Error(`${name} is ${kind}, and was looked for as ${durability}`);
  const label = count === 0 ? name : `${name}#${count + 1}`;
  const before = { present: variable(`${label} exists`, 0), value: world.inputs.ofType(value, label) };
  return { durability, key, ...before, before };
}
