// Only the rules that need types; Biome does the rest.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/*.js',
      '**/*.d.ts',
      'soroban/sdk/assembly/**',
      'soroban/sdk/types/**',
      'soroban/sdk/test/contracts/**',
      'soroban/sandbox/test/host/contracts/**',
      'soroban/toolkit/test/contracts/**',
      'soroban/library/contracts/**',
      'soroban/library/test/contracts/**',
      'examples/*/contract.ts',
      'examples/*/adder.ts',
      'soroban/toolkit/template/**',
      'interfaces/client/src/generated/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
);
