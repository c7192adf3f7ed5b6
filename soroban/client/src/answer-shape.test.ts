import { contract, Networks, nativeToScVal, SorobanDataBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LyingRpc, startLyingRpc } from '../test/lying-rpc.ts';
import { agreeingClient } from './agreeing-client.ts';
import { type ContractClient, createContractClient } from './contract-client.ts';
import { createLedgerView, viewContract } from './ledger-view.ts';
import { openNetwork } from './network.ts';

const CONTRACT = 'CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM';
const Type = xdr.ScSpecTypeDef;
const [doc, lib] = ['', ''];
const u32 = Type.scSpecTypeU32();
const i128 = Type.scSpecTypeI128();
const declared = (name: string) => Type.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name }));
const listOf = (elementType: xdr.ScSpecTypeDef) => Type.scSpecTypeVec(new xdr.ScSpecTypeVec({ elementType }));
const perhaps = (valueType: xdr.ScSpecTypeDef) => Type.scSpecTypeOption(new xdr.ScSpecTypeOption({ valueType }));
const struct = (name: string, fields: [string, xdr.ScSpecTypeDef][]): xdr.ScSpecEntry =>
  xdr.ScSpecEntry.scSpecEntryUdtStructV0(
    new xdr.ScSpecUdtStructV0({
      ...{ doc, lib, name },
      fields: fields.map(([field, type]) => new xdr.ScSpecUdtStructFieldV0({ doc, name: field, type })),
    }),
  );
const answers = (name: string, type: xdr.ScSpecTypeDef): xdr.ScSpecEntry =>
  xdr.ScSpecEntry.scSpecEntryFunctionV0(new xdr.ScSpecFunctionV0({ ...{ doc, name, inputs: [] }, outputs: [type] }));

/** As a build declares it. */
const spec = new contract.Spec([
  struct('Payment', [
    ['batch', u32],
    ['change', i128],
    ['fee', i128],
  ]),
  struct('Pair', [
    ['0', u32],
    ['1', i128],
  ]),
  xdr.ScSpecEntry.scSpecEntryUdtEnumV0(
    new xdr.ScSpecUdtEnumV0({
      ...{ doc, lib, name: 'State' },
      cases: [new xdr.ScSpecUdtEnumCaseV0({ doc, name: 'Open', value: 0 })],
    }),
  ),
  xdr.ScSpecEntry.scSpecEntryUdtUnionV0(
    new xdr.ScSpecUdtUnionV0({
      ...{ doc, lib, name: 'Action' },
      cases: [
        xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseVoidV0(new xdr.ScSpecUdtUnionCaseVoidV0({ doc, name: 'Resume' })),
        xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseTupleV0(
          new xdr.ScSpecUdtUnionCaseTupleV0({ doc, name: 'Pay', type: [u32, i128] }),
        ),
      ],
    }),
  ),
  answers('payment', declared('Payment')),
  answers('payments', listOf(declared('Payment'))),
  answers('last', perhaps(declared('Payment'))),
  answers('pair', declared('Pair')),
  answers('state', declared('State')),
  answers('action', declared('Action')),
  answers('count', u32),
  answers('by_number', Type.scSpecTypeMap(new xdr.ScSpecTypeMap({ keyType: u32, valueType: declared('Payment') }))),
  answers('hash', Type.scSpecTypeBytesN(new xdr.ScSpecTypeBytesN({ n: 32 }))),
]);

type Functions = { readonly [name: string]: { readonly args: Record<never, never>; readonly result: unknown } };

const int = (value: number): xdr.ScVal => nativeToScVal(value, { type: 'u32' });
const sats = (value: number): xdr.ScVal => nativeToScVal(value, { type: 'i128' });
const symbol = (text: string): xdr.ScVal => xdr.ScVal.scvSymbol(text);
const vec = (...values: xdr.ScVal[]): xdr.ScVal => xdr.ScVal.scvVec(values);
const map = (...entries: [xdr.ScVal, xdr.ScVal][]): xdr.ScVal =>
  xdr.ScVal.scvMap(entries.map(([key, val]) => new xdr.ScMapEntry({ key, val })));
const fields = (of: Record<string, xdr.ScVal>): xdr.ScVal =>
  map(...Object.entries(of).map(([name, value]): [xdr.ScVal, xdr.ScVal] => [symbol(name), value]));

const payment = fields({ batch: int(1), change: sats(2), fee: sats(3) });
/** Two fields of the same types as two others have: read by place, the fee would be the change. */
const earlier = fields({ batch: int(1), fee: sats(3), total: sats(9) });

let rpc: LyingRpc;
let said: xdr.ScVal;
let clients: [string, ContractClient<Functions>][];
beforeAll(async () => {
  rpc = await startLyingRpc('http://127.0.0.1:9');
  rpc.lie = (method) =>
    Promise.resolve({
      result:
        method === 'getTransaction'
          ? {
              ...{ status: 'NOT_FOUND', latestLedger: 7, latestLedgerCloseTime: '1' },
              ...{ oldestLedger: 1, oldestLedgerCloseTime: '0' },
            }
          : {
              ...{ latestLedger: 7, minResourceFee: '1', events: [] },
              transactionData: new SorobanDataBuilder().build().toXdr('base64'),
              results: [{ auth: [], xdr: said.toXdr('base64') }],
            },
    });
  const network = openNetwork({ rpcUrl: rpc.url, networkPassphrase: Networks.STANDALONE });
  const client = () => createContractClient<Functions>(network, { contractId: CONTRACT, spec });
  clients = [
    ['a client', client()],
    ['a view of the newest ledger', viewContract(client(), createLedgerView(network))],
    ['two servers that agree', agreeingClient(client(), client(), { attempts: 1 })],
  ];
});
afterAll(() => rpc.stop());

describe('an answer of the shape that this build declares is read', () => {
  test.each<[string, () => xdr.ScVal, unknown]>([
    ['payment', () => payment, { batch: 1, change: 2n, fee: 3n }],
    ['payments', () => vec(payment, payment), [{ fee: 3n }, { fee: 3n }]],
    ['last', () => xdr.ScVal.scvVoid(), null],
    ['last', () => payment, { fee: 3n }],
    ['pair', () => vec(int(1), sats(2)), [1, 2n]],
    ['state', () => int(0), 0],
    ['action', () => vec(symbol('Resume')), { tag: 'Resume' }],
    ['action', () => vec(symbol('Pay'), int(1), sats(2)), { tag: 'Pay', values: [1, 2n] }],
    ['by_number', () => map([int(4), payment]), [[4, { fee: 3n }]]],
  ])('of %s', async (name, answer, expected) => {
    said = answer();
    const value = await clients[0]![1].read(name);
    if (expected !== null && typeof expected === 'object') expect(value).toMatchObject(expected);
    else expect(value).toBe(expected);
  });
});

describe('an answer of another release is refused by name, never misread', () => {
  const cases: [what: string, name: string, answer: () => xdr.ScVal, message: RegExp][] = [
    ['other fields, as many', 'payment', () => earlier, /Payment has batch, fee, total in place of batch, change, fee/],
    ['a field fewer', 'payment', () => fields({ batch: int(1), fee: sats(3) }), /Payment has batch, fee in place/],
    [
      'a field more',
      'payment',
      () => fields({ batch: int(1), change: sats(2), fee: sats(3), total: sats(1) }),
      /, total in/,
    ],
    [
      'a field of another type',
      'payment',
      () => fields({ batch: sats(1), change: sats(2), fee: sats(3) }),
      /Payment.batch is scvI128/,
    ],
    ['a list of them', 'payments', () => vec(payment, earlier), /Payment has/],
    ['one where there may be none', 'last', () => earlier, /Payment has/],
    ['values of a map', 'by_number', () => map([int(1), earlier]), /Payment has/],
    ['a number in place of a struct', 'payment', () => int(1), /scvU32 in place of Payment/],
    ['a tuple of three', 'pair', () => vec(int(1), sats(2), sats(3)), /Pair has 3 members in place of 2/],
    ['a tuple of other types', 'pair', () => vec(int(1), int(2)), /Pair is scvU32 in place of scvI128/],
    ['a symbol in place of a state', 'state', () => symbol('Open'), /scvSymbol in place of State/],
    ['an action that it does not know', 'action', () => vec(symbol('Burn')), /Action is Burn/],
    ['an action with less to it', 'action', () => vec(symbol('Pay'), int(1)), /Action.Pay has 1 members in place of 2/],
    ['another number', 'count', () => sats(1), /scvI128 in place of scvU32/],
    ['a shorter hash', 'hash', () => xdr.ScVal.scvBytes(Buffer.alloc(31)), /31 bytes in place of 32/],
  ];
  test.each(cases)('%s', async (_, name, answer, message) => {
    said = answer();
    for (const [, client] of clients) {
      const refusal = {
        code: 'soroban/other-release',
        context: { contractId: CONTRACT, function: name },
        message: expect.stringMatching(message),
      };
      await expect(client.read(name)).rejects.toMatchObject(refusal);
      await expect(client.tryRead(name)).rejects.toMatchObject(refusal);
    }
  });
});
