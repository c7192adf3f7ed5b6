import { describe, expect, test } from 'vitest';
import { serviceFailure } from './service-failures.ts';
import { unreachableSource } from './unreachable.ts';

const failed = (code: string): Error => Object.assign(new Error('it failed'), { code });

describe('what could not be asked is no fault of ours', () => {
  test.each<[string, string]>([
    ['bitcoin/unreachable', 'bitcoin'],
    ['bitcoin/rpc', 'bitcoin'],
    ['bitcoin/behind', 'bitcoin'],
    ['bitcoin/cookie', 'bitcoin'],
    ['bitcoin/answer-too-large', 'bitcoin'],
    ['bitcoin/views-differ', 'bitcoin'],
    ['soroban/rpc-unreachable', 'stellar'],
    ['soroban/rpc-error', 'stellar'],
    ['soroban/rpc-bad-answer', 'stellar'],
    ['soroban/views-differ', 'stellar'],
    ['ECONNREFUSED', 'database'],
    ['EHOSTUNREACH', 'database'],
    ['08006', 'database'],
    ['53100', 'database'],
    ['53300', 'database'],
    ['57P01', 'database'],
    ['57P03', 'database'],
    ['58030', 'database'],
  ])('%s is of %s', (code, component) => {
    expect(serviceFailure(failed(code))).toMatchObject({ code: 'network-unreachable', options: { component } });
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated',
    'Client has encountered a connection error and is not queryable',
  ])('the driver’s own words: %s', (message) => {
    expect(serviceFailure(new Error(message))).toMatchObject({
      code: 'network-unreachable',
      detail: 'database does not answer what is asked.',
    });
  });
});

test.each(['23505', '42P01', 'soroban/unusable-name', 'EACCES', ''])('%s is', (code) => {
  expect(unreachableSource(failed(code))).toBeUndefined();
});
