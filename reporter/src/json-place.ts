import { type Json, JsonNumber } from '@istsi/bitcoin-custody';

/**
 * What stands at a place such as `result.XXBTZUSD.c.0`, as it was written: names of fields and numbers of items, with
 * dots between. Undefined where there is nothing, or something that is neither a text nor a number.
 */
export function textAt(json: Json, place: string): string | undefined {
  let found: Json | undefined = json;
  for (const part of place.split('.')) found = found === undefined ? undefined : below(found, part);
  if (found instanceof JsonNumber) return found.text;
  return typeof found === 'string' ? found : undefined;
}

function below(json: Json, part: string): Json | undefined {
  if (json === null || typeof json !== 'object' || json instanceof JsonNumber) return undefined;
  if (Array.isArray(json)) return /^(0|[1-9]\d*)$/.test(part) ? (json as readonly Json[])[Number(part)] : undefined;
  return Object.hasOwn(json, part) ? (json as { readonly [name: string]: Json })[part] : undefined;
}
