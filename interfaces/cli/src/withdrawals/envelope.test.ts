import {
  Account,
  Address,
  Keypair,
  Networks,
  nativeToScVal,
  Operation,
  StrKey,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { signCall, type WantedCall } from './envelope.ts';

const contractOf = (fill: number): string => StrKey.encodeContract(Buffer.alloc(32, fill));
const [ROUTER, TOKEN, OTHER] = [contractOf(1), contractOf(2), contractOf(3)];
const key = Keypair.random();
const user = key.publicKey();
const thief = Keypair.random().publicKey();
const AMOUNT = 1_000n;

interface Call {
  contract: string;
  entry: string;
  args: xdr.ScVal[];
  below?: readonly Call[];
}

const address = (text: string): xdr.ScVal => nativeToScVal(text, { type: 'address' });
const units = (amount: bigint): xdr.ScVal => nativeToScVal(amount, { type: 'u64' });
const transfer = (change: { token?: string; to?: string; amount?: bigint; below?: Call[] } = {}): Call => ({
  ...{ contract: change.token ?? TOKEN, entry: 'transfer', below: change.below ?? [] },
  args: [address(user), address(change.to ?? ROUTER), units(change.amount ?? AMOUNT)],
});
const exchange = (change: Partial<Call> = {}): Call => ({
  ...{ contract: ROUTER, entry: 'execute_cross_token_exchange', args: [address(user), units(AMOUNT)] },
  below: [transfer()],
  ...change,
});
const withdrawal: Call = { contract: ROUTER, entry: 'execute_token_withdrawal', args: [address(user), units(AMOUNT)] };

const invokeArgs = ({ contract, entry, args }: Call): xdr.InvokeContractArgs =>
  new xdr.InvokeContractArgs({
    ...{ contractAddress: Address.fromString(contract).toScAddress(), functionName: entry, args },
  });
const invocationOf = (call: Call): xdr.SorobanAuthorizedInvocation =>
  new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(invokeArgs(call)),
    subInvocations: (call.below ?? []).map(invocationOf),
  });
const own = (rootInvocation: xdr.SorobanAuthorizedInvocation): xdr.SorobanAuthorizationEntry =>
  new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
    rootInvocation,
  });
/** One that is signed apart, and holds whoever sends the transaction. */
const apart = (call: Call): xdr.SorobanAuthorizationEntry =>
  new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(
      new xdr.SorobanAddressCredentials({
        ...{ address: Address.fromString(user).toScAddress(), nonce: 7n, signatureExpirationLedger: 9 },
        signature: xdr.ScVal.scvVoid(),
      }),
    ),
    rootInvocation: invocationOf(call),
  });
const creation = new xdr.SorobanAuthorizedInvocation({
  function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeCreateContractHostFn(
    new xdr.CreateContractArgs({
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
        new xdr.ContractIdPreimageFromAddress({
          ...{ address: Address.fromString(user).toScAddress(), salt: Buffer.alloc(32) },
        }),
      ),
      executable: xdr.ContractExecutable.contractExecutableWasm(Buffer.alloc(32)),
    }),
  ),
  subInvocations: [],
});

const operationOf = (call: Call, auth: xdr.SorobanAuthorizationEntry[], source?: string) =>
  Operation.invokeHostFunction({
    ...{ func: xdr.HostFunction.hostFunctionTypeInvokeContract(invokeArgs(call)), auth },
    ...(source !== undefined && { source }),
  });

function envelopeOf(operations: ReturnType<typeof operationOf>[], source = user): Transaction {
  const builder = new TransactionBuilder(new Account(source, '1'), { fee: '100', networkPassphrase: Networks.TESTNET });
  for (const operation of operations) builder.addOperation(operation);
  return builder.setTimeout(60).build();
}

const wantedExchange: WantedCall = {
  ...{ source: user, contract: ROUTER, entry: 'execute_cross_token_exchange', args: [user, AMOUNT] },
  below: [{ contract: TOKEN, entry: 'transfer', args: [user, ROUTER, AMOUNT] }],
};
const wantedWithdrawal: WantedCall = {
  ...{ source: user, contract: ROUTER, entry: 'execute_token_withdrawal', args: [user, AMOUNT] },
};
const sign = (envelope: string, wanted: WantedCall): string => signCall(envelope, Networks.TESTNET, wanted, key);

test.each<[string, Call, WantedCall]>([
  ['an exchange, with the one transfer to the router', exchange(), wantedExchange],
  ['a withdrawal, which calls nothing in the user’s name', withdrawal, wantedWithdrawal],
])('%s is signed as it was asked for', (_, call, wanted) => {
  const envelope = envelopeOf([operationOf(call, [own(invocationOf(call))])]);
  const signed = TransactionBuilder.fromXdr(sign(envelope.toXdr(), wanted), Networks.TESTNET);
  expect(signed.hash()).toEqual(envelope.hash());
  expect(signed.signatures).toHaveLength(1);
  expect(key.verify(signed.hash(), signed.signatures[0]!.signature)).toBe(true);
});

describe('is not signed: an envelope that', () => {
  const exchanging = (...auth: xdr.SorobanAuthorizationEntry[]) => envelopeOf([operationOf(exchange(), auth)]);
  const authorizing = (change: Partial<Call>) => exchanging(own(invocationOf(exchange(change))));
  test.each<[string, () => { toXdr(): string }, WantedCall, RegExp]>([
    [
      'calls another contract',
      () => envelopeOf([operationOf(exchange({ contract: OTHER }), [])]),
      wantedExchange,
      /It calls: G/,
    ],
    [
      'calls another entry',
      () => envelopeOf([operationOf(exchange({ entry: 'transfer' }), [])]),
      wantedExchange,
      /It calls: G/,
    ],
    [
      'gives another amount',
      () => envelopeOf([operationOf(exchange({ args: [address(user), units(AMOUNT + 1n)] }), [])]),
      wantedExchange,
      / 1001\./,
    ],
    ['is of another account', () => envelopeOf([operationOf(exchange(), [])], thief), wantedExchange, /It calls: G/],
    [
      'calls as another account',
      () => envelopeOf([operationOf(exchange(), [], thief)]),
      wantedExchange,
      /no call of a contract/,
    ],
    [
      'has a second operation',
      () => envelopeOf([operationOf(exchange(), []), operationOf(withdrawal, [])]),
      wantedExchange,
      /no call of a contract/,
    ],
    [
      'somebody else pays for, at any price',
      () => TransactionBuilder.buildFeeBumpTransaction(Keypair.random(), '9000', exchanging(), Networks.TESTNET),
      wantedExchange,
      /no call of a contract/,
    ],
    [
      'lets the token go to somebody else',
      () => authorizing({ below: [transfer({ to: thief })] }),
      wantedExchange,
      /authorizes .* transfer/,
    ],
    ['lets more of it go', () => authorizing({ below: [transfer({ amount: 9_000n })] }), wantedExchange, / 9000\./],
    [
      'lets another token go',
      () => authorizing({ below: [transfer({ token: OTHER })] }),
      wantedExchange,
      /authorizes .* transfer/,
    ],
    [
      'lets it go twice',
      () => authorizing({ below: [transfer(), transfer()] }),
      wantedExchange,
      /transfer .* > .* transfer/,
    ],
    [
      'lets the token itself let another go',
      () => authorizing({ below: [transfer({ below: [transfer({ token: OTHER, to: thief })] })] }),
      wantedExchange,
      /transfer .* > .* transfer/,
    ],
    [
      'lets something else happen beside it',
      () => exchanging(own(invocationOf(exchange())), own(invocationOf(transfer({ to: thief })))),
      wantedExchange,
      /authorizes C.* transfer/,
    ],
    [
      'is authorized apart, to be sent by anybody',
      () => exchanging(apart(exchange())),
      wantedExchange,
      /in the name of somebody else/,
    ],
    [
      'lets a contract be made',
      () => exchanging(own(invocationOf(exchange())), own(creation)),
      wantedExchange,
      /the creation of a contract/,
    ],
    [
      'lets a token go for a withdrawal, which needs none',
      () => envelopeOf([operationOf(withdrawal, [own(invocationOf({ ...withdrawal, below: [transfer()] }))])]),
      wantedWithdrawal,
      /authorizes .* > .* transfer/,
    ],
  ])('%s', (_, lie, wanted, found) => {
    const envelope = lie().toXdr();
    expect(() => sign(envelope, wanted)).toThrow(expect.objectContaining({ code: 'cli/other-transaction' }));
    expect(() => sign(envelope, wanted)).toThrow(found);
  });
});
