/** The arrows of ARCHITECTURE.md as rules: what may import what. */
const sandboxes = '^(soroban/sandbox|bitcoin/regtest)/src';
const test = '\\.test\\.ts$|/test/|^test/|/bench/|^examples/network\\.ts$';

/** Each runs in a process of its own, with keys of its own, and is asked over the wire. */
const alone = ['signer', 'guardian', 'reporter', 'relayer'];
/** Everything that runs, and what tests it. */
const running = [...alone, 'integration', 'interfaces', 'test'].join('|');

const sharesNothing = (part, name, comment) => ({
  ...{ name, comment, severity: 'error' },
  from: { path: `^${part}/`, pathNot: test },
  to: {
    path: `^(${running.replace(`${part}|`, '')}|soroban/sandbox|bitcoin/regtest)/|node_modules/(pg|kysely|graphile-worker)/`,
  },
});

const runsAlone = (part, name, comment) => ({
  ...{ name, comment, severity: 'error' },
  from: { path: '^(integration|interfaces/api)/', pathNot: test },
  to: { path: `^${part}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circle-of-types-in-the-sandbox',
      comment: 'Who does a part of an invocation takes an interface of that part, never the whole host.',
      severity: 'error',
      from: { path: '^soroban/sandbox/src/' },
      to: { circular: true },
    },
    {
      name: 'soroban-knows-only-stellar',
      severity: 'error',
      from: { path: '^soroban/', pathNot: test },
      to: { path: `^(bitcoin|contracts|reserves|${running})/` },
    },
    {
      name: 'bitcoin-knows-only-bitcoin',
      severity: 'error',
      from: { path: '^bitcoin/' },
      to: {
        path: `^(soroban|contracts|reserves|${running})/|node_modules/@stellar/`,
      },
    },
    {
      name: 'contracts-import-the-sdk-and-shared',
      severity: 'error',
      from: { path: '^contracts/([^/]+)/', pathNot: `${test}|^contracts/(src|scripts|mutation)/` },
      to: {
        path: '^(bitcoin|reserves|signer|guardian|reporter|relayer|integration|interfaces|soroban/(sandbox|client)|contracts)/',
        pathNot: '^contracts/($1|shared)/',
      },
    },
    {
      name: 'examples-know-only-soroban',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: `^(bitcoin|contracts|reserves|${running})/` },
    },
    {
      name: 'clients-of-contracts-know-only-soroban',
      severity: 'error',
      from: { path: '^contracts/src/' },
      to: { path: `^(bitcoin|reserves|${running}|soroban/sandbox)/` },
    },
    {
      name: 'reserves-know-nothing-above-them',
      severity: 'error',
      from: { path: '^reserves/src/', pathNot: test },
      to: { path: `^(${running}|soroban/sandbox|bitcoin/regtest)/` },
    },
    {
      name: 'reserves-import-nothing-of-node',
      comment: 'A proof of reserves is to be verified in a browser too: nothing of Node is imported here.',
      severity: 'error',
      from: { path: '^reserves/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-audit-log-knows-nobody',
      comment: 'It is to be verified without this system, and in a browser too: nothing of Node is imported here.',
      severity: 'error',
      from: { path: '^audit/src/', pathNot: test },
      to: {
        path: `^(soroban|bitcoin|contracts|reserves|${running})/|node_modules/@stellar/`,
      },
    },
    {
      name: 'the-audit-log-imports-nothing-of-node',
      severity: 'error',
      from: { path: '^audit/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    sharesNothing(
      'signer',
      'a-signer-knows-no-coordinator-and-no-database',
      'What a custodian believes, it found out itself.',
    ),
    sharesNothing(
      'guardian',
      'a-guardian-shares-nothing-with-those-whom-it-watches',
      'A second opinion that runs the code of the first is none.',
    ),
    sharesNothing(
      'reporter',
      'a-reporter-shares-nothing-with-those-who-rely-on-it',
      'What it says of a price it found out itself, in a process of its own.',
    ),
    sharesNothing(
      'relayer',
      'a-relayer-needs-nobody',
      'Whoever has a Bitcoin node and an account can run one, without the rest of the system.',
    ),
    runsAlone(
      'signer',
      'the-coordinator-runs-no-signer',
      'It asks signers over the wire, and takes nothing from them but a signature.',
    ),
    runsAlone(
      'guardian',
      'nobody-runs-the-guardian-but-its-own-process',
      'The coordinator reads what it signed of itself, and nothing else.',
    ),
    runsAlone(
      'reporter',
      'nobody-runs-a-reporter-but-its-own-process',
      'The coordinator reads what it signed of itself, and what the oracle made of it.',
    ),
    {
      name: 'verification-knows-contracts-and-nobody-knows-it',
      comment:
        'A proof is about what is built: nothing of the running system is in it, and nothing runs on it. Counterexamples alone are replayed in a sandbox.',
      severity: 'error',
      from: { path: '^verification/', pathNot: test },
      to: { path: `^(bitcoin|reserves|audit|${running}|soroban/client)/` },
    },
    {
      name: 'only-a-replay-has-a-network',
      severity: 'error',
      from: { path: '^verification/', pathNot: `${test}|^verification/src/replay/` },
      to: { path: '^soroban/sandbox/' },
    },
    {
      name: 'nothing-runs-on-verification',
      severity: 'error',
      from: { pathNot: `${test}|^verification/` },
      to: { path: '^verification/' },
    },
    {
      name: 'integration-never-imports-an-interface',
      severity: 'error',
      from: { path: '^integration/' },
      to: { path: '^(interfaces|test)/' },
    },
    {
      name: 'interfaces-reach-nodes-through-integration',
      comment: 'The composition root (cli) alone starts the embedded networks.',
      severity: 'error',
      from: { path: '^interfaces/(?!cli/|ui/|client/|wallet/|admin/)', pathNot: test },
      to: { path: '^(soroban|bitcoin|contracts)/' },
    },
    {
      name: 'pages-know-the-api-and-what-verifies-it',
      comment: 'What runs in a browser has nothing of a server in it; what it does not take on trust, it recomputes.',
      severity: 'error',
      from: { path: '^interfaces/(ui|client|wallet|admin)/src/', pathNot: test },
      to: {
        path: `^(soroban|bitcoin|contracts|reserves|${alone.join('|')}|integration|test)/|^interfaces/(api|cli)/`,
        pathNot: '^(bitcoin/custody/src/verify|reserves/src/(files|nodes))\\.ts$',
      },
    },
    {
      name: 'pages-import-nothing-of-node',
      severity: 'error',
      from: { path: '^interfaces/(ui|client|wallet|admin)/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ui-and-client-know-no-page',
      severity: 'error',
      from: { path: '^interfaces/(ui|client)/' },
      to: { path: '^interfaces/(wallet|admin)/' },
    },
    {
      name: 'conformance-knows-no-server',
      comment:
        'What it says of a server it found out as a client; nothing of this one is in it, and nothing here runs on it.',
      severity: 'error',
      from: { path: '^interfaces/conformance/', pathNot: test },
      to: {
        path: `^(soroban|bitcoin|contracts|reserves|audit|${alone.join('|')}|integration|test)/|^interfaces/(?!conformance/)`,
      },
    },
    {
      name: 'nothing-runs-on-conformance',
      severity: 'error',
      from: { pathNot: `${test}|^interfaces/conformance/` },
      to: { path: '^interfaces/conformance/' },
    },
    {
      name: 'ui-knows-no-api',
      comment: 'Its parts are told what to show.',
      severity: 'error',
      from: { path: '^interfaces/ui/' },
      to: { path: '^interfaces/(client|api)/|node_modules/openapi-fetch/' },
    },
    {
      name: 'embedded-networks-are-only-endpoints',
      comment: 'No code above the two endpoints may know which network it is talking to.',
      severity: 'error',
      from: {
        pathNot: `${test}|^interfaces/cli/|^(soroban/(sandbox|toolkit)|bitcoin/regtest)/|^scripts/|^verification/src/replay/`,
      },
      to: { path: sandboxes },
    },
    {
      name: 'barrels-are-for-others',
      comment: 'A package never imports its own src/index.ts.',
      severity: 'error',
      from: {
        path: '^([^/]+/[^/]+|contracts|reserves|audit|signer|guardian|reporter|relayer|integration|verification)/(src/.+)',
        pathNot: test,
      },
      to: { path: '^$1/src/index\\.ts$' },
    },
    { name: 'tests-are-not-imported', severity: 'error', from: { pathNot: test }, to: { path: '\\.test\\.ts$' } },
    {
      name: 'resolvable',
      severity: 'error',
      from: { pathNot: '^contracts/|^examples/|^soroban/(sdk/(test|assembly)|library/(contracts|test))' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|^soroban/(sdk/(assembly|types|test/contracts)|toolkit/template)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.json'],
    },
  },
};
