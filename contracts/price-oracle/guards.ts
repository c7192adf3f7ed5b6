import { type Address, require } from '@istsi/soroban-sdk';
import { touchInstance } from '../shared/ttl.ts';
import { OracleError } from './errors.ts';
import { isPaused, loadConfig, loadIdentity } from './storage.ts';

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
