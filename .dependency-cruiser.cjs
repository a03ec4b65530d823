// Who may import whom: docs/architecture.md. Each rule has a planted fault in tests/architecture.
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
    { name: 'modules-know-no-app', severity: 'error', from: { path: '^src/(?!app/|main)' }, to: { path: '^src/app/' } },
    {
      name: 'alliance-is-lowest',
      severity: 'error',
      from: { path: '^src/modules/alliance/' },
      to: { path: '^src/modules/(agreements|projects|services|deliberation|meetings|recognition)/' },
    },
    {
      name: 'agreements-below-projects',
      severity: 'error',
      from: { path: '^src/modules/agreements/' },
      to: { path: '^src/modules/(projects|services|deliberation|meetings|recognition)/' },
    },
    {
      name: 'projects-below-deliberation',
      severity: 'error',
      from: { path: '^src/modules/projects/' },
      to: { path: '^src/modules/(services|deliberation|meetings|recognition)/' },
    },
    {
      name: 'services-beside-projects',
      severity: 'error',
      from: { path: '^src/modules/services/' },
      to: { path: '^src/modules/(agreements|projects|deliberation|meetings|recognition)/' },
    },
    {
      name: 'deliberation-below-meetings',
      severity: 'error',
      from: { path: '^src/modules/deliberation/' },
      to: { path: '^src/modules/(meetings|recognition)/' },
    },
    {
      name: 'meetings-below-recognition',
      severity: 'error',
      from: { path: '^src/modules/meetings/' },
      to: { path: '^src/modules/recognition/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        path: '((^|/)node_modules/(typeorm|pg|pino|ws)/)|(\\.(service|queries|resolver)\\.ts$)',
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
      name: 'resolvers-are-thin',
      severity: 'error',
      from: { path: '\\.resolver\\.ts$' },
      to: { path: '(^|/)node_modules/typeorm/' },
    },
    {
      name: 'entities-know-no-service',
      severity: 'error',
      from: { path: '\\.entity\\.ts$' },
      to: { path: '\\.(service|queries|resolver)\\.ts$' },
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
