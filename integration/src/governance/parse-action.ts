import type { SystemContracts } from '@istsi/contracts';
import type { Action } from '@istsi/contracts/clients/integration-router';
import type { contract, xdr } from '@stellar/stellar-sdk';
import { GovernanceError } from './errors.ts';
import { parseValue } from './parse-value.ts';

/** `GrantRole G… Operator`: an action of the router by its name, its values as text. The spec says what each must be. */
export function parseAction({ router }: SystemContracts, tag: string, texts: readonly string[]): Action {
  const cases = casesOf(router.spec);
  const found = cases.find(({ name }) => name === tag);
  if (!found) {
    const names = cases.map(({ name }) => name).join(', ');
    throw new GovernanceError('governance/bad-action', { problem: `there is no action ${tag}; there are ${names}` });
  }
  if (tag === 'Administer') {
    const problem = 'Administer takes a contract, a function and its arguments: administer <contract> <function> …';
    throw new GovernanceError('governance/bad-action', { problem });
  }
  const values = parseAll(router.spec, tag, found.types, texts);
  return (values.length === 0 ? { tag } : { tag, values }) as Action;
}

const coreContracts = {
  'kyc-registry': 'kyc',
  'istsi-token': 'token',
  'reserve-manager': 'reserve',
} as const satisfies Record<string, keyof SystemContracts>;

/** `reserve-manager set_policy …`: a setting of another contract, by that contract's spec. */
export function parseAdministration(
  contracts: SystemContracts,
  target: string,
  name: string,
  texts: readonly string[],
): Action {
  const known = Object.entries(coreContracts).find(
    ([title, key]) => target === title || target === contracts[key].contractId,
  );
  if (!known) {
    const problem = `no setting of ${target} is known here; there are those of ${Object.keys(coreContracts).join(', ')}`;
    throw new GovernanceError('governance/bad-action', { problem });
  }
  const { spec, contractId } = contracts[known[1]];
  const functions = spec.funcs().map((each) => each.name.toString());
  if (!functions.includes(name)) {
    const settings = functions.filter((each) => each.startsWith('set_')).join(', ');
    throw new GovernanceError('governance/bad-action', { problem: `${known[0]} has no ${name}; it has ${settings}` });
  }
  const { inputs } = spec.getFunc(name);
  const values = parseAll(
    spec,
    name,
    inputs.map(({ type }) => type),
    texts,
  );
  const args = Object.fromEntries(inputs.map((input, index) => [input.name.toString(), values[index]]));
  return { tag: 'Administer', values: [contractId, name, spec.funcArgsToScVals(name, args)] };
}

function parseAll(
  spec: contract.Spec,
  what: string,
  types: readonly xdr.ScSpecTypeDef[],
  texts: readonly string[],
): unknown[] {
  if (types.length !== texts.length) {
    const problem = `${what} takes ${types.length} values, and ${texts.length} were given`;
    throw new GovernanceError('governance/bad-action', { problem });
  }
  return types.map((type, index) => parseValue(spec, type, texts[index] as string, `value ${index + 1} of ${what}`));
}

function casesOf(spec: contract.Spec): { name: string; types: readonly xdr.ScSpecTypeDef[] }[] {
  const entry = spec.findEntry('Action');
  if (entry.type !== 'scSpecEntryUdtUnionV0') throw new Error('the router has no union Action');
  return entry.udtUnionV0.cases.map((each) =>
    each.type === 'scSpecUdtUnionCaseTupleV0'
      ? { name: each.tupleCase.name.toString(), types: each.tupleCase.type }
      : { name: each.voidCase.name.toString(), types: [] },
  );
}
