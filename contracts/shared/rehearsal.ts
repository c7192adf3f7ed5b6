import { type Address, Args, call, fail, type Sym, type u32, type Val, type Vec } from '@istsi/soroban-sdk';

/** How a rehearsal ends of what would have succeeded. */
export const REHEARSED: u32 = 57;

/**
 * Calls a function where nothing lasts, so that the router can know whether it would be refused: by its own code, with all
 * its rules, and not by a second copy of them. It always fails, which undoes what was done; whoever asks can gain nothing.
 */
export function rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  let args = Args.of();
  for (const parameter of parameters) args = args.add<Val>(parameter);
  call<Val>(target, function_name, args);
  fail(REHEARSED);
}
