import { expect, test } from 'vitest';
import { decodedValues } from './action-fields.ts';

test('a payload says what each value is, and which case a number stands for', () => {
  expect(decodedValues('SetLimits', ['1', '3', '1000', '2000', '3000'])).toEqual([
    { name: 'tier', text: '1' },
    { name: 'operation', text: 'Transfer (3)' },
    { name: 'at once', text: '1,000' },
    { name: 'a day', text: '2,000' },
    { name: 'a month', text: '3,000' },
  ]);
  expect(decodedValues('GrantRole', ['GABC', '4'])[1]).toEqual({ name: 'role', text: 'Guardian (4)' });
});

test.each<[string, string, string[]]>([
  ['an action that the page does not know', 'Administer', ['1', '3']],
  ['a payload of another length', 'SetLimits', ['1', '3']],
])('%s is shown as it is, and no name is made up', (_, action, values) => {
  expect(decodedValues(action, values)).toEqual(values.map((text) => ({ name: undefined, text })));
});

test('a number that stands for no case stays a number', () => {
  expect(decodedValues('GrantRole', ['GABC', '9'])[1]).toEqual({ name: 'role', text: '9' });
});
