import { createRequire } from 'node:module';
import * as wasm from 'tiny-secp256k1';

/** What is used of libsecp256k1 as machine code. The package's own fallback in JavaScript is never loaded. */
interface Compiled {
  publicKeyTweakAdd(key: Uint8Array, tweak: Uint8Array, compressed: boolean): Uint8Array;
}

/** `point + scalar · G`: a point of 65 bytes, a scalar of 32, a compressed key. Null for no scalar, and for the point at infinity. */
export type AddMultiple = (point: Uint8Array, scalar: Uint8Array) => Uint8Array | null;

/** libsecp256k1 as machine code: undefined where its package has none for this machine. */
export const compiledAddition: AddMultiple | undefined = loadCompiled();

function loadCompiled(): AddMultiple | undefined {
  try {
    const compiled = createRequire(import.meta.url)('secp256k1/bindings.js') as Compiled;
    return (point, scalar) => orNull(() => compiled.publicKeyTweakAdd(point, scalar, true));
  } catch {
    return undefined;
  }
}

/** libsecp256k1 as WebAssembly, everywhere. Faster than its one call for it, which does not use its table for the generator. */
export const portableAddition: AddMultiple = (point, scalar) =>
  orNull(() => {
    const multiple = wasm.pointFromScalar(scalar, false);
    return multiple && wasm.pointAdd(point, multiple, true);
  });

/** Both throw at scalars beyond the group's order. */
function orNull(add: () => Uint8Array | null): Uint8Array | null {
  try {
    return add();
  } catch {
    return null;
  }
}

export const addMultiple: AddMultiple = compiledAddition ?? portableAddition;
