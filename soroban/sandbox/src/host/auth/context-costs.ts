import type { Host } from '../host.ts';
import { VAL_BYTES } from '../sizes.ts';
import { newMap, newVec } from '../slices.ts';
import type { HostVal } from '../value.ts';

/** Charges for the contexts that `__check_auth` receives: each is built as built-in contracts build values. */
export function chargeContexts(host: Host, contexts: HostVal): void {
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

/** A union's payload before the union, a struct's fields before the struct. */
function chargeBuilt(host: Host, value: HostVal): void {
  if (value.type === 'vec') {
    for (const item of value.value) chargeBuilt(host, item);
    newVec(host, value.value);
  } else if (value.type === 'map') {
    for (const [, field] of value.value) chargeField(host, field);
    newMap(
      host,
      value.value.map(([key]) => (key.type === 'symbol' ? key.value : '')),
      value.value.map(([, field]) => field),
    );
  }
}

/** Arguments exist already; they are put into a vector of their own. */
function chargeField(host: Host, field: HostVal): void {
  if (field.type === 'vec') newVec(host, field.value);
}
