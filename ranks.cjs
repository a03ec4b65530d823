/**
 * The folders of the house, lowest first: a folder imports those before it and nothing after it. One that is not in its
 * list is refused (tests/architecture/layout.test.ts).
 */
module.exports = {
  modules: ['alliance', 'agreements', 'projects', 'services', 'deliberation', 'meetings', 'recognition', 'search'],
  platform: [
    'i18n',
    'errors',
    'budgets',
    'workers',
    'config',
    'observability',
    'database',
    'access',
    'reads',
    'live',
    'sealing',
    'backup',
    'printing',
    'audit',
    'mail',
    'writes',
    'execution',
    'identity',
    'notifications',
    'timed-work',
  ],
};
