import { bitsOf, equalValues } from '../host/compare.ts';
import type { StoredEntry } from '../host/host-state.ts';
import { add, all, concat, eq, implies, ite, not, slt, sub, ult, zext } from '../terms/bits.ts';
import { constant, FALSE, type Term, TRUE, truth } from '../terms/term.ts';
import { type Ended, flag, i128, u32, u64 } from './ended.ts';
import type { Proof } from './proof.ts';

const none = constant(128, 0n);
const atLeast = (a: Term, b: Term): Term => not(slt(a, b));
const stored = (name: string): Term => ite(flag(`${name} exists`), i128(name), none);

/** Amounts are added and taken in 128 bits: what is claimed of a sum is claimed of one that did not overflow. */
const isSum = (sum: Term, a: Term, b: Term): Term => all(eq(sum, add(a, b)), not(slt(sum, a)));

/** Whether what the configuration names, and nothing else, was asked. */
const wasAsked = (end: Ended, name: string, whom: string): Term => {
  const call = end.call(name);
  return call ? equalValues(end.objects, call.contract, end.address(whom)) : FALSE;
};

const argumentOf = (end: Ended, name: string, at: number): Term => bitsOf(end.objects, end.call(name)!.args[at]!);

interface TransferProof {
  readonly id: string;
  readonly to: 'Address' | 'MuxedAddress';
  readonly statement: string;
  /** What the event says besides who paid whom. */
  readonly told: (end: Ended, data: Term) => Term;
}

const transfer = ({ id, to, statement, told }: TransferProof): Proof => ({
  id,
  statement,
  bounds: `Any sender, receiver who is somebody else,${to === 'MuxedAddress' ? ' id,' : ''} balances and amount; the registry answers anything.`,
  contract: 'fungible-token',
  function: 'transfer',
  parameters: [
    ['from', 'Address'],
    ['to', to],
    ['amount', 'i128'],
  ],
  answers: { verify_operation_compliance: 'bool' },
  assume: () => [not(eq(u64('from'), u64('to')))],
  reaches: ['return', 'refusal'],
  claim: (end) => {
    if (!end.returned) return TRUE;
    const { objects } = end;
    const amount = i128('amount');
    const isNothing = eq(amount, none);
    const event = end.host.events.at(-1);
    if (!event) return isNothing;
    const balances = end.entries('Balance');
    const [payer, receiver] = balances as [StoredEntry, StoredEntry];
    const [paid, got] = [bitsOf(objects, payer.value), bitsOf(objects, receiver.value)];
    const before = (name: string): Term => ite(flag(`${name} exists`), i128(name), none);
    const topics = objects.vec([objects.symbol('transfer'), end.address('from'), end.address('to')]);
    return all(
      not(isNothing),
      not(slt(amount, none)),
      end.isAuthorizedBy('from'),
      truth(balances.length === 2 && end.host.events.length === 1),
      end.isKeyOf(payer, 'Balance', 'from'),
      end.isKeyOf(receiver, 'Balance', 'to'),
      eq(paid, sub(before('Balance'), amount)),
      isSum(got, before('Balance#2'), amount),
      not(slt(before('Balance'), amount)),
      equalValues(objects, event.topics, topics),
      told(end, event.data),
    );
  },
  mutates: ['shared/sep41/movements/moveTo', 'shared/sep41/movements/debit', 'shared/sep41/movements/credit'],
});

/** Statements about the tokens' own books. */
export const tokenProofs: readonly Proof[] = [
  {
    id: 'mint',
    statement:
      'integrated_mint(amount) returns only when the router authorized it, the reserve manager approved exactly the supply that there is afterwards, supply + amount, and the registry the amount for the receiver; supply and the receiver’s balance grow by exactly the amount. With `backing`: no mint leaves more supply than backing.',
    bounds: 'Any amount, supply that is not negative, and balance; the answers of both contracts are any.',
    contract: 'istsi-token',
    function: 'integrated_mint',
    parameters: [
      ['to', 'Address'],
      ['amount', 'u64'],
      ['btc_tx_hash', 'BytesN<32>'],
      ['compliance_proof', 'BytesN<32>'],
    ],
    answers: { consume_compliance_proof: 'void', require_backing: 'ReserveStatus' },
    types: { ReserveStatus: ['reserve_ratio: u64', 'total_btc: u64', 'total_istsi: u64'] },
    assume: () => [atLeast(i128('TotalSupply'), none)],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const amount = zext(u64('amount'), 128);
      const after = end.after('TotalSupply');
      return all(
        isSum(after, i128('TotalSupply'), amount),
        end.isAuthorizedBy('Config.router'),
        wasAsked(end, 'require_backing', 'Config.reserve_manager'),
        eq(zext(argumentOf(end, 'require_backing', 0), 128), after),
        wasAsked(end, 'consume_compliance_proof', 'Config.kyc_registry'),
        equalValues(end.objects, end.call('consume_compliance_proof')!.args[1]!, end.address('to')),
        eq(argumentOf(end, 'consume_compliance_proof', 3), u64('amount')),
        end.isOf('Balance', 'to'),
        isSum(end.after('Balance'), stored('Balance'), amount),
        not(eq(u64('amount'), constant(64, 0n))),
        not(flag('Paused')),
      );
    },
    mutates: ['mint/integratedMint', 'shared/sep41/movements/mint', 'shared/sep41/movements/credit'],
  },
  {
    id: 'allowance',
    statement:
      'spendAllowance(amount) returns only where the allowance lives and is at least the amount, which is not negative; what is left is exactly allowance − amount.',
    bounds: 'Any allowance, ledger and amount.',
    contract: 'fungible-token',
    function: 'shared/sep41/allowances/spendAllowance',
    parameters: [
      ['from', 32],
      ['spender', 32],
      ['amount', 32],
      ['errors', 32],
    ],
    handles: { from: 'Address', spender: 'Address' },
    memory: [
      ['amount', 0, 'amount.high', 64],
      ['amount', 8, 'amount.low', 64],
    ],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const amount = concat(u64('amount.high'), u64('amount.low'));
      const lives = all(flag('Allowance exists'), not(ult(u32('Allowance.live_until_ledger'), u32('ledger'))));
      const allowed = ite(lives, i128('Allowance.amount'), none);
      const isSpendable = all(atLeast(amount, none), atLeast(allowed, amount));
      if (!end.returned) return not(isSpendable);
      const left =
        end.entry('Allowance') === undefined
          ? TRUE
          : implies(not(eq(amount, none)), eq(end.after('Allowance', 'amount'), sub(allowed, amount)));
      return all(isSpendable, end.isOf('Allowance', 'from', 'spender'), left);
    },
  },
  transfer({
    id: 'muxed-id',
    to: 'MuxedAddress',
    statement:
      'A transfer to an address with an id moves exactly the amount from the sender’s balance to the receiver’s, for which the sender was asked, and tells the world that, and exactly that id; an amount of 0 tells nobody.',
    told: (end, data) =>
      all(
        eq(bitsOf(end.objects, end.part(data, 'to_muxed_id')), u64('to.id')),
        eq(bitsOf(end.objects, end.part(data, 'amount')), i128('amount')),
      ),
  }),
  transfer({
    id: 'transfer',
    to: 'Address',
    statement:
      'A transfer to an address without an id moves exactly the amount from the sender’s balance to the receiver’s, for which the sender was asked, and tells the world exactly that; an amount of 0 tells nobody.',
    told: (end, data) => eq(bitsOf(end.objects, data), i128('amount')),
  }),
  {
    id: 'mint-quota',
    statement:
      'A minter mints only by its own authorization, and only a positive amount within its quota: supply and the receiver’s balance have grown and the minter’s quota has shrunk by exactly the amount.',
    bounds:
      'Any minter, receiver, amount, quota, balance and a supply that is not negative; the registry answers anything.',
    contract: 'fungible-token',
    function: 'mint',
    parameters: [
      ['minter', 'Address'],
      ['to', 'Address'],
      ['amount', 'i128'],
    ],
    answers: { verify_operation_compliance: 'bool' },
    assume: () => [atLeast(i128('TotalSupply'), none)],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const amount = i128('amount');
      return all(
        slt(none, amount),
        end.isAuthorizedBy('minter'),
        isSum(end.after('TotalSupply'), i128('TotalSupply'), amount),
        end.isOf('Balance', 'to'),
        isSum(end.after('Balance'), stored('Balance'), amount),
        end.isOf('Quota', 'minter'),
        eq(end.after('Quota'), sub(stored('Quota'), amount)),
        not(slt(stored('Quota'), amount)),
        not(flag('Paused')),
      );
    },
  },
];
