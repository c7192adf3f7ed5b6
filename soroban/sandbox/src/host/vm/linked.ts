/** What contracts import, by module and name. */
export type HostImports = Record<string, Record<string, unknown>>;

let link: (() => HostImports) | undefined;
let linked: HostImports | undefined;

/** Instances need the host functions, and host functions make instances: this breaks the circle. */
export function linkOnFirstUse(make: () => HostImports): void {
  link = make;
}

/** The host functions as contracts import them, made when the first contract is instantiated. */
export function hostImports(): HostImports {
  if (linked === undefined) {
    if (link === undefined) throw new Error('host functions are linked by importing link.ts');
    linked = link();
  }
  return linked;
}
