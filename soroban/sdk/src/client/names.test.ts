import { expect, test } from 'vitest';
import { declaredName, memberName, parameterNames } from './names.ts';

test.each([['class'], ['string'], ['u32'], ['1st'], ['A { } pwn(); class B'], ['']])(
  'a type cannot be called "%s"',
  (name) => {
    expect(() => declaredName('a type', name)).toThrow(JSON.stringify(name));
  },
);

test.each([['constructor'], ['__proto__'], ['1st'], ['a: u32 } pwn(); class Z { b']])(
  'a member cannot be called "%s"',
  (name) => {
    expect(() => memberName('a field', name)).toThrow(JSON.stringify(name));
  },
);

test('a member may be called by a keyword', () => {
  expect(memberName('a field', 'function')).toBe('function');
});

test('a parameter that cannot be written, or that hides another name, gets an underscore', () => {
  const taken = new Set(['args', 'Role']);
  expect(parameterNames('f', ['new', 'args', '1st', 'Role', 'a', '_new', 'this'], taken)).toEqual([
    ...['_new', '_args', '_1st', '_Role', 'a', '__new', '_this'],
  ]);
  expect(() => parameterNames('f', ['a; pwn()'], taken)).toThrow('a; pwn()');
});
