import { type Address, Args, call, currentContract, i128, publish, require, sym, type u64 } from '@istsi/soroban-sdk';
import { isToken } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { InventoryWithdrawn } from './events.ts';

export function requireSoundWithdrawal(token: Address, to: Address, amount: u64): void {
  require(isToken(token), IntegrationError.ContractNotFound);
  require(amount > 0 && to !== currentContract(), IntegrationError.InvalidOperationState);
}

/** Hands inventory, and what was earned in fees, to a holder or a treasury that the token admits. */
export function withdrawInventory(token: Address, to: Address, amount: u64): void {
  const args = Args.of().add<Address>(currentContract()).add<Address>(to).add<i128>(i128.from(amount));
  call<void>(token, sym('transfer'), args);
  publish<InventoryWithdrawn>({ token, to, amount });
}
