export { type ClientOptions, generateContractClient } from './client/generate.ts';
export { type CompiledContract, type CompileOptions, compileContract } from './compile.ts';
export { CompileError, type Diagnostic, formatDiagnostic } from './diagnostics.ts';
export { type LintProblem, lintWasm } from './wasm/lint.ts';
