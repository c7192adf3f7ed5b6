import { type Address, type bool, ledger, Option, publish, require, u64 } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { IntegrationRouterClient } from '../shared/clients/integration-router.ts';
import { holdsOffice } from '../shared/officers.ts';
import { Role } from '../shared/roles.ts';
import { touchInstance } from '../shared/ttl.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { requireValidAmount } from './books.ts';
import { countUnreported } from './day-windows.ts';
import { ReserveError } from './errors.ts';
import type { DepositReported } from './events.ts';
import { requireNotPaused } from './guards.ts';
import { hasReport, loadCaps, loadConfig, loadReport, storeReport } from './storage.ts';
import type { DepositReport } from './types.ts';

/** Authorizes a guardian: somebody of that role whose key is none of those that a mint takes anyway. */
export function requireGuardian(guardian: Address): void {
  guardian.requireAuth();
  touchInstance();
  const config = loadConfig();
  const router = new IntegrationRouterClient(config.router);
  require(router.has_role(guardian, Role.Guardian), ReserveError.NotAGuardian);
  const isApart = !router.has_role(guardian, Role.Operator) && !config.custodians.includes(guardian);
  require(isApart, ReserveError.NotAGuardian);
}

/** Authorizes whoever may make limits tighter: all that may stop the system altogether, as the router knows them. */
export function requireThrottle(caller: Address): void {
  caller.requireAuth();
  touchInstance();
  const router = new IntegrationRouterClient(loadConfig().router);
  require(router.may_throttle(caller), ReserveError.MayNotThrottle);
}

/** Authorizes who decides about payouts and deposits that are returned. */
export function requireOfficer(caller: Address): void {
  caller.requireAuth();
  touchInstance();
  require(holdsOffice(loadConfig().router, caller), ReserveError.NotAnOfficer);
}

/** A second opinion, from a node of its own: this output of this block pays this user this much. A later one replaces it. */
export function reportDeposit(
  guardian: Address,
  outpoint: Outpoint,
  amount: u64,
  user: Address,
  block: BitcoinBlock,
): void {
  requireGuardian(guardian);
  requireNotPaused();
  requireValidAmount(amount);
  const report: DepositReport = { amount, block, reported_at: ledger.timestamp(), user };
  storeReport(outpoint, report);
  publish<DepositReported>({ tx_hash: outpoint.tx_hash, vout: outpoint.vout, amount, block, guardian, user });
}

export function reportOf(outpoint: Outpoint): Option<DepositReport> {
  return hasReport(outpoint) ? Option.some<DepositReport>(loadReport(outpoint)) : Option.none<DepositReport>();
}

/**
 * Mints that no guardian reported are bounded, all of 24 hours together: else what may be minted at once without it could
 * be minted again and again. A report of another user or amount says that something is wrong, whatever the amount.
 */
export function requireReported(
  outpoint: Outpoint,
  amount: u64,
  user: Address,
  block: BitcoinBlock,
  needsReport: bool,
  mayContradict: bool,
): void {
  const isBounded = loadCaps().most_unreported !== u64.MAX_VALUE;
  if (!isBounded && !needsReport && !mayContradict) return;
  if (isReported(outpoint, amount, user, block)) return;
  require(!needsReport, ReserveError.NotReported);
  if (isBounded) countUnreported(amount);
}

function isReported(outpoint: Outpoint, amount: u64, user: Address, block: BitcoinBlock): bool {
  if (!hasReport(outpoint)) return false;
  const report = loadReport(outpoint);
  require(report.amount === amount && report.user === user, ReserveError.ReportDiffers);
  return report.block.height === block.height && report.block.hash === block.hash;
}
