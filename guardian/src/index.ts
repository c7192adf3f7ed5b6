export { GuardianError } from './errors.ts';
export type { GuardianRules } from './guardian-world.ts';
export { type GuardianFacts, HEARTBEAT } from './heartbeat.ts';
export { createMemory } from './memory/memory.ts';
export { type Guardian, type StartGuardianOptions, startGuardian } from './start-guardian.ts';
export { type WitnessFacts, type WitnessSettings, witnessKeyOf } from './witness/witness.ts';
