import { SECTION, WASM_HEADER, WasmWriter } from '../../src/host/vm/wasm/leb.ts';

/** Modules for tests, from the numbers of the binary format. Sections that are left out are not written. */
export type ModuleParts = {
  readonly types?: readonly { readonly parameters: readonly number[]; readonly results: readonly number[] }[];
  readonly imports?: readonly { readonly module: string; readonly name: string; readonly type: number }[];
  readonly functions?: readonly {
    readonly type: number;
    readonly locals?: readonly number[];
    readonly code: readonly number[];
  }[];
  readonly table?: readonly number[];
  readonly memory?: { readonly initial: number; readonly maximum?: number };
  readonly globals?: readonly { readonly type: number; readonly mutable: boolean; readonly init: readonly number[] }[];
  readonly exports?: readonly { readonly name: string; readonly kind: number; readonly index: number }[];
  readonly start?: number;
  readonly data?: readonly { readonly at: number; readonly bytes: readonly number[] }[];
  /** Protocol in the environment section; `null` leaves the section out. */
  readonly protocol?: number | null;
  readonly preRelease?: number;
};

function vector<T>(items: readonly T[], write: (out: WasmWriter, item: T) => void): WasmWriter {
  const out = new WasmWriter().number(items.length);
  for (const item of items) write(out, item);
  return out;
}

export function buildModule(parts: ModuleParts): Uint8Array<ArrayBuffer> {
  const out = new WasmWriter().append(WASM_HEADER);
  const section = <T>(id: number, items: readonly T[] | undefined, write: (out: WasmWriter, item: T) => void): void => {
    if (items !== undefined) out.section(id, vector(items, write));
  };
  section(SECTION.type, parts.types, (o, t) => {
    o.append([0x60]).number(t.parameters.length).append(t.parameters).number(t.results.length).append(t.results);
  });
  section(SECTION.import, parts.imports, (o, i) => {
    o.name(i.module).name(i.name).append([0]).number(i.type);
  });
  section(SECTION.function, parts.functions, (o, f) => {
    o.number(f.type);
  });
  if (parts.table !== undefined) out.section(SECTION.table, new WasmWriter().append(parts.table));
  section(SECTION.memory, parts.memory && [parts.memory], (o, m) => {
    o.append([m.maximum === undefined ? 0 : 1]).number(m.initial);
    if (m.maximum !== undefined) o.number(m.maximum);
  });
  section(SECTION.global, parts.globals, (o, g) => {
    o.append([g.type, g.mutable ? 1 : 0, ...g.init, 0x0b]);
  });
  section(SECTION.export, parts.exports, (o, e) => {
    o.name(e.name).append([e.kind]).number(e.index);
  });
  if (parts.start !== undefined) out.section(SECTION.start, new WasmWriter().number(parts.start));
  section(SECTION.code, parts.functions, (o, f) => {
    const body = new WasmWriter().number(f.locals?.length ?? 0);
    for (const local of f.locals ?? []) body.append([1, local]);
    body.append(f.code).append([0x0b]);
    o.number(body.length).append(body.view());
  });
  section(SECTION.data, parts.data, (o, d) => {
    o.append([0, 0x41]).number(d.at).append([0x0b]).number(d.bytes.length).append(d.bytes);
  });
  if (parts.protocol !== null) {
    const meta = new WasmWriter().name('contractenvmetav0').append([0, 0, 0, 0]);
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, parts.protocol ?? 22);
    view.setUint32(4, parts.preRelease ?? 0);
    out.section(SECTION.custom, meta.append(new Uint8Array(view.buffer)));
  }
  return out.view().slice();
}
