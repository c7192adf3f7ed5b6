export { openContract, type ProvedContract } from './contracts.ts';
export { proofs } from './proofs/all.ts';
export type { Proof, ProofResult } from './proofs/proof.ts';
export { type ProveOptions, prove } from './prover.ts';
export { type Solver, startSolver } from './solver.ts';
