import type { Metered } from '../costs/metered.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import { chargeArgsToHost } from '../objects/conversion-costs.ts';
import { newBytes, newMap, newSymbol, newVec } from '../objects/slices.ts';
import type { HostVal } from '../values/value.ts';

/** Charges for the contexts that `__check_auth` receives: each is built as built-in contracts build values. */
export function chargeContexts(host: Metered, contexts: HostVal): void {
  host.budget.createObject();
  host.budget.visit();
  if (contexts.type !== 'vec') return;
  contexts.value.forEach((context, i) => {
    chargeBuilt(host, context);
    // Pushing it makes a new vector of all so far.
    host.budget.visit(4);
    host.budget.collect(i + 1, VAL_BYTES);
    host.budget.createObject();
  });
}

/** A union's name and payload before the union, a struct's fields before the struct. */
function chargeBuilt(host: Metered, value: HostVal): void {
  switch (value.type) {
    case 'symbol':
      newSymbol(host, value.value);
      return;
    case 'bytes':
      newBytes(host, value.value);
      return;
    case 'vec':
      for (const item of value.value) chargeBuilt(host, item);
      newVec(host, value.value);
      return;
    case 'map':
      chargeStruct(
        host,
        value.value.map(([key, field]) => [key.type === 'symbol' ? key.value : '', field] as const),
      );
      return;
    default:
    // Whatever is no object of the context's own is there already.
  }
}

function chargeStruct(host: Metered, fields: readonly (readonly [name: string, value: HostVal])[]): void {
  for (const [name, field] of fields) chargeField(host, name, field);
  newMap(
    host,
    fields.map(([name]) => name),
    fields.map(([, field]) => field),
  );
}

/** Arguments of a call exist already, those of a constructor are made; either are put into a vector of their own. */
function chargeField(host: Metered, name: string, field: HostVal): void {
  if (name === 'executable' || name === 'salt') chargeBuilt(host, field);
  if (field.type !== 'vec') return;
  if (name === 'constructor_args') chargeArgsToHost(host.budget, field.value);
  if (name === 'constructor_args' || name === 'args') newVec(host, field.value);
}
