import { type Address, require } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { touchInstance } from '../shared/ttl.ts';
import { OracleError } from './errors.ts';
import { loadConfig, loadIdentity } from './storage.ts';

export function requireReporter(reporter: Address): void {
  reporter.requireAuth();
  touchInstance();
  require(!isPaused(), OracleError.Paused);
  require(loadConfig().reporters.includes(reporter), OracleError.NotAReporter);
}

export function requireRouter(): void {
  loadIdentity().router.requireAuth();
  touchInstance();
}
