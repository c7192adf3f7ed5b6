import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { open, openMasterKeys, seal } from './customer-cipher.ts';
import { viewCustomer } from './customer-view.ts';
import { documentType } from './document-type.ts';
import { readFields } from './sep9-fields.ts';

const [before, now] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];

describe('a customer’s key', () => {
  test('opens under the master key it was made with, and under the next one after it was renewed', () => {
    const old = openMasterKeys([before]);
    const { key, sealed } = old.create('cus_1');
    const both = openMasterKeys([now, before]);
    expect(both.open('cus_1', sealed)).toEqual(key);
    const renewed = both.renew('cus_1', sealed);
    expect(openMasterKeys([now]).open('cus_1', renewed)).toEqual(key);
    expect(() => old.open('cus_1', renewed)).toThrow(expect.objectContaining({ code: 'customers/key-missing' }));
  });

  test('is of one customer, and what it seals of one place', () => {
    const masters = openMasterKeys([now]);
    const { key, sealed } = masters.create('cus_1');
    expect(() => masters.open('cus_2', sealed)).toThrow();
    const text = seal(key, Buffer.from('Alice'), 'fields of cus_1');
    expect(open(key, text, 'fields of cus_1').toString()).toBe('Alice');
    expect(() => open(key, text, 'fields of cus_2')).toThrow();
    for (const place of [0, 13, text.length - 1]) {
      const changed = Buffer.from(text);
      changed[place]! ^= 1;
      expect(() => open(key, changed, 'fields of cus_1')).toThrow();
    }
    expect(text.includes('Alice')).toBe(false);
  });
});

describe('fields of SEP-9', () => {
  test('have one name each, whichever is used', () => {
    expect(readFields({ given_name: 'Alice', family_name: 'A', birth_date: '1970-02-28' })).toEqual({
      ...{ first_name: 'Alice', last_name: 'A', birth_date: '1970-02-28' },
    });
  });

  test.each<[string, Record<string, string>]>([
    ['a name that SEP-9 has not', { favourite_colour: 'red' }],
    ['a name that every object has', { constructor: 'x' }],
    ['a card', { 'card.number': '4242' }],
    ['both names of one', { first_name: 'A', given_name: 'B' }],
    ['a document as text', { photo_id_front: 'AAAA' }],
    ['nothing', { first_name: '' }],
    ['more than a field', { first_name: 'A'.repeat(1_001) }],
    ['a day that there is not', { birth_date: '1970-02-30' }],
    ['a country of two letters', { address_country_code: 'CH' }],
    ['an address without a server', { email_address: 'alice' }],
  ])('are not %s', (_, fields) => {
    expect(() => readFields(fields)).toThrow(expect.objectContaining({ code: 'customers/bad-field' }));
  });
});

describe('what a customer is told', () => {
  const customer = { id: 'cus_1', status: 'NEEDS_INFO' as const, message: undefined, asked: [] as string[] };
  test('is what everybody is asked for, while nothing is known', () => {
    const view = viewCustomer(undefined, new Set());
    expect(view).toMatchObject({ id: undefined, status: 'NEEDS_INFO', provided: {} });
    const required = Object.entries(view.fields).filter(([, { optional }]) => !optional);
    expect(required.map(([name]) => name)).toEqual(['first_name', 'last_name', 'email_address']);
  });

  test('is what a reviewer wants once more, although it is there', () => {
    const view = viewCustomer({ ...customer, asked: ['photo_id_front'] }, new Set(['first_name', 'photo_id_front']));
    expect(view.fields.photo_id_front).toMatchObject({ type: 'binary', optional: false });
    expect(view.provided.photo_id_front).toMatchObject({ status: 'REJECTED' });
    expect(view.provided.first_name).toMatchObject({ status: 'PROCESSING' });
  });

  test('is nothing more, once a reviewer has it all', () => {
    const view = viewCustomer({ ...customer, status: 'ACCEPTED' }, new Set(['first_name']));
    expect(view).toMatchObject({ fields: {}, provided: { first_name: { status: 'ACCEPTED' } } });
  });
});

test.each([
  ['ffd8ffe000104a464946', 'image/jpeg'],
  ['89504e470d0a1a0a0000', 'image/png'],
  ['255044462d312e370a25', 'application/pdf'],
  ['4d5a900003000000', undefined],
  ['3c68746d6c3e', undefined],
  ['', undefined],
])('a file that begins with %s is %s', (bytes, type) => {
  expect(documentType(Buffer.from(bytes, 'hex'))).toBe(type);
});
