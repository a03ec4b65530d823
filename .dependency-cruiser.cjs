// Who may import whom: docs/architecture.md. Each rule has a planted fault in tests/architecture.
const ranks = require('./ranks.cjs');

/** For each folder of a list, that it imports none after it. */
const importsDownwards = (name, folder) =>
  ranks[folder].slice(0, -1).map((lower, index) => ({
    name,
    severity: 'error',
    from: { path: `^src/${folder}/${lower}/` },
    to: { path: `^src/${folder}/(${ranks[folder].slice(index + 1).join('|')})/` },
  }));

/** What a module shows to others: its index, its entities, and its tools. */
const DOORS = '^src/modules/[^/]+/(index\\.ts$|shared/|.*\\.entity\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(?!platform/)' },
    },
    {
      name: 'modules-know-no-app',
      severity: 'error',
      from: { path: '^src/modules/' },
      to: { path: '^src/(app/|main)' },
    },
    ...importsDownwards('modules-import-downwards', 'modules'),
    ...importsDownwards('platform-imports-downwards', 'platform'),
    {
      name: 'modules-are-entered-by-their-doors',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', DOORS] },
    },
    {
      name: 'app-enters-modules-by-their-doors',
      severity: 'error',
      from: { path: '^src/(app/|main)' },
      to: { path: '^src/modules/', pathNot: DOORS },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        path: '((^|/)node_modules/(typeorm|pg|pino|ws)/)|(\\.(service|queries|mutations|resolver)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-touch-no-machine',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'mutations-are-thin',
      severity: 'error',
      from: { path: '\\.(mutations|resolver)\\.ts$' },
      to: { path: '(^|/)node_modules/typeorm/' },
    },
    {
      name: 'entities-know-no-service',
      severity: 'error',
      from: { path: '\\.entity\\.ts$' },
      to: { path: '\\.(service|queries|mutations|resolver)\\.ts$' },
    },
    {
      name: 'services-know-no-graphql',
      severity: 'error',
      from: { path: '\\.service\\.ts$' },
      to: { path: '(^|/)node_modules/(graphql|type-graphql|@apollo)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|bench/node_modules)/' },
  },
};
