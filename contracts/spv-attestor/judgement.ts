import type { Context, ContractContext } from '@istsi/soroban-library/authorization';
import { type Address, Args, type BytesN, require, type Sym, sym, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { hashOf } from '../shared/attestation.ts';
import { BitcoinRelayClient, type ProvedTransaction } from '../shared/clients/bitcoin-relay.ts';
import { SpvError } from './errors.ts';
import { scriptFor } from './scripts.ts';
import { requireLost } from './spending.ts';
import type { DepositFinding, Evidence, LossFinding, PaymentFinding, Settings } from './types.ts';

/** Undoing so many blocks costs more than anything that is given up: the deepest that the reserve manager asks for. */
const FINAL: u32 = 12;

/** Confirmations with which a coinbase may be spent in the next block (consensus rule COINBASE_MATURITY). */
const MATURE: u32 = 100;

/** Demands that every call to be authorized says exactly what the evidence proves. */
export function judge(settings: Settings, evidence: Evidence, contexts: Vec<Context>): void {
  if (evidence.is('Deposit')) judgeDeposit(settings, evidence.payload<DepositFinding>(0), contexts);
  else if (evidence.is('Payment')) judgePayment(settings, evidence.payload<PaymentFinding>(0), contexts);
  else judgeLoss(settings, evidence.payload<LossFinding>(0), contexts);
}

/** The router is told, and tells the reserve manager, in one tree of calls. */
function judgeDeposit(settings: Settings, finding: DepositFinding, contexts: Vec<Context>): void {
  const proved = new BitcoinRelayClient(settings.relay).prove_transaction(finding.proof);
  require(finding.confirmations <= proved.confirmations, SpvError.NotDeep);
  // Of a block, the first transaction and no other is a coinbase.
  require(finding.proof.index !== 0 || finding.confirmations >= MATURE, SpvError.Immature);
  require(finding.vout < proved.outputs.length, SpvError.NoSuchOutput);
  const { amount, script } = proved.outputs.at(finding.vout);
  require(script === scriptFor(settings, finding.user), SpvError.NotTheirs);

  const attestors = finding.attestors;
  const forRouter = Args.of()
    .add<Address>(finding.caller)
    .add<Vec<Address>>(attestors)
    .add<Address>(finding.user)
    .add<u64>(amount)
    .add<BytesN<32>>(proved.txid)
    .add<u32>(finding.vout);
  const forReserve = Args.of()
    .add<Vec<Address>>(attestors)
    .add<Address>(finding.user)
    .add<BytesN<32>>(proved.txid)
    .add<u32>(finding.vout)
    .add<u64>(amount);
  const routed = addDepth(forRouter, finding.confirmations, proved);
  const registered = addDepth(forReserve, finding.confirmations, proved);
  requireOnly(
    contexts,
    Vec.of<ContractContext>(
      attested(settings.router, sym('execute_bitcoin_deposit'), routed),
      attested(settings.reserve_manager, sym('register_bitcoin_deposit'), registered),
    ),
  );
}

function judgePayment(settings: Settings, finding: PaymentFinding, contexts: Vec<Context>): void {
  const proved = new BitcoinRelayClient(settings.relay).prove_transaction(finding.proof);
  require(finding.confirmations <= proved.confirmations, SpvError.NotDeep);
  const args = Args.of().add<Vec<Address>>(finding.attestors).add<BytesN<32>>(proved.txid);
  const confirmed = addDepth(args, finding.confirmations, proved);
  requireOnly(
    contexts,
    Vec.of<ContractContext>(
      attested(settings.reserve_manager, sym('complete_bitcoin_withdrawal'), confirmed),
      attested(settings.reserve_manager, sym('correct_payment'), confirmed),
    ),
  );
}

function judgeLoss(settings: Settings, finding: LossFinding, contexts: Vec<Context>): void {
  const proved = new BitcoinRelayClient(settings.relay).prove_transaction(finding.proof);
  require(proved.confirmations >= FINAL, SpvError.NotDeep);
  requireLost(finding);
  const args = Args.of()
    .add<Vec<Address>>(finding.attestors)
    .add<BytesN<32>>(finding.tx_hash)
    .add<u32>(finding.vout)
    .add<u32>(proved.height)
    .add<BytesN<32>>(proved.block_hash);
  requireOnly(contexts, Vec.of<ContractContext>(attested(settings.reserve_manager, sym('write_off_output'), args)));
}

function addDepth(args: Args, confirmations: u32, proved: ProvedTransaction): Args {
  return args.add<u32>(confirmations).add<u32>(proved.height).add<BytesN<32>>(proved.block_hash);
}

/** What custodians authorize of a call: the hash of its arguments. */
function attested(contract: Address, fn_name: Sym, args: Args): ContractContext {
  return { args: Args.of().add<BytesN<32>>(hashOf(args)).toVec(), contract, fn_name };
}

function requireOnly(contexts: Vec<Context>, allowed: Vec<ContractContext>): void {
  for (const context of contexts) {
    require(context.is('Contract'), SpvError.NotProved);
    require(allowed.includes(context.payload<ContractContext>(0)), SpvError.NotProved);
  }
}
