import type { Rights } from '../../platform/database/rights';

/**
 * What the running server's three logins may do (docs/decisions/0018). A table that is not named here is read by all of
 * them, and written as its migration lets the server; tests/api/platform/database/rights.test.ts asks for a decision.
 */
export const rights: Rights = {
  identity: [
    'alliance_people',
    'alliance_roles',
    'api_tokens',
    'calendar_feeds',
    'external_identities',
    'invitations',
    'password_resets',
    'persons',
    'rate_limits',
    'refresh_tokens',
    'security_incidents',
    'sessions',
    'unit_roles',
  ],
  secrets: {
    api_tokens: ['hash'],
    calendar_feeds: ['hash'],
    invitations: ['email', 'hash'],
    // encrypted letters that wait, with the tokens that they hold
    letters: ['content'],
    password_resets: 'all',
    persons: ['password_hash'],
    rate_limits: 'all',
    refresh_tokens: 'all',
    security_incidents: 'all',
    // keyed hashes of where somebody signed in
    sessions: ['place'],
  },
  // answers to repeated requests, each encrypted with its key; what the keys of the data are known by
  unread: ['idempotent_answers', 'installation_keys'],
};
