import { KiB, MiB, type Limit } from './limit';

/** What one network or one person may hold and try, and how long what they sign in with lasts. */
export const callerLimits = {
  sockets: {
    sockets: {
      max: 20_000,
      unit: '',
      of: 'open sockets of one server process, from the upgrade on (`SOCKETS`)',
      beyond: 'HTTP 503 with `Retry-After`',
    },
    socketsPerNetwork: {
      max: 2_000,
      unit: '',
      of: 'open sockets of one network (`SOCKETS_PER_NETWORK`)',
      beyond: 'HTTP 429 with `Retry-After`',
    },
    silentSockets: {
      max: 2_000,
      unit: '',
      of: 'sockets that have not sent `connection_init`',
      beyond: 'the oldest of the network that has most of them is closed with 4408',
    },
    socketMessageBytes: { max: 384 * KiB, unit: 'bytes', of: 'one message of a client', beyond: 'closed with 1009' },
    socketCongestedBytes: {
      max: 64 * KiB,
      unit: 'bytes',
      of: 'what a client has not read when an update is to be sent',
      beyond: 'updates are merged until it has read',
    },
    socketStallMilliseconds: {
      max: 5_000,
      unit: 'milliseconds',
      of: 'without reading anything while that much waits',
      beyond: 'closed with 4290',
    },
    socketUnreadBytes: {
      max: MiB,
      unit: 'bytes',
      of: 'what a client has not read when it asks for more, or when an answer is to be sent',
      beyond: 'closed with 4290',
    },
    socketsUnreadBytes: {
      max: 256 * MiB,
      unit: 'bytes',
      of: 'what the clients of all sockets have not read',
      beyond: 'the socket that has been slow longest, of the network that holds most, is cut (1006)',
    },
    socketSubscriptions: { max: 20, unit: '', of: 'subscriptions of one socket', beyond: 'RATE_LIMITED' },
    subscriptionsPerNetwork: { max: 10_000, unit: '', of: 'subscriptions of one network', beyond: 'RATE_LIMITED' },
    subscriptions: { max: 50_000, unit: '', of: 'subscriptions of one server process', beyond: 'RATE_LIMITED' },
    socketOperations: {
      max: 20,
      unit: '',
      of: 'queries and mutations under way on one socket',
      beyond: 'RATE_LIMITED',
    },
    livePlans: {
      max: 64,
      unit: '',
      of: 'different documents, with variables and language, of those not signed in, for one stream; the platform’s own pages’ do not count',
      beyond:
        'the newest one of the network that has most gives way (RATE_LIMITED) to a network that has fewer; else RATE_LIMITED',
    },
    livePlansPerNetwork: { max: 8, unit: '', of: 'those of one network', beyond: 'RATE_LIMITED' },
    livePlanNetworks: { max: 8, unit: '', of: 'networks that use one of those', beyond: 'it no longer gives way' },
  },
  turns: {
    wellKnownAtOnce: {
      max: 2,
      unit: '',
      of: 'keys, checkpoints and proofs under /.well-known that are made at once, in a line for each network, served in turn',
      beyond: 'the others wait',
    },
    wellKnownWaiting: {
      max: 100,
      unit: '',
      of: 'those that wait',
      beyond: 'the last in the longest line gives way to a network that has fewer waiting; else 503',
    },
    passwordsWaiting: {
      max: 200,
      unit: '',
      of: 'passwords that wait to be checked, in a line for each network, served in turn',
      beyond: 'the last in the longest line gives way to a network that has fewer waiting; else UNAVAILABLE (503)',
    },
    readConnectionsPercent: {
      max: 80,
      unit: '%',
      of: 'connections to the database (`DATABASE_POOL`) that queries use at once',
      beyond: 'they wait in a line for each network, or each signed-in person, served in turn',
    },
    readConnectionsShare: {
      max: 50,
      unit: '%',
      of: 'what others have left of these, for one network or person, but always one',
      beyond: 'they wait, though connections are free',
    },
    readsWaiting: {
      max: 2_000,
      unit: '',
      of: 'statements of queries that wait for a connection',
      beyond: 'the last in the longest line gives way to whoever has fewer waiting; else UNAVAILABLE (503)',
    },
  },
  tries: {
    triesAtPlace: {
      max: 20,
      seconds: 15 * 60,
      unit: '',
      of: 'failed tries with the password of one account from one network',
      beyond: 'RATE_LIMITED',
    },
    triesAtAccount: {
      max: 100,
      seconds: 60 * 60,
      unit: '',
      of: 'failed tries with the password of one account from all networks where its owner has not signed in before',
      beyond: 'RATE_LIMITED',
    },
    triesFromNetwork: {
      max: 100,
      seconds: 15 * 60,
      unit: '',
      of: 'failed tries with passwords and invitations from one network',
      beyond: 'RATE_LIMITED',
    },
    refreshesFromNetwork: {
      max: 300,
      seconds: 15 * 60,
      unit: '',
      of: 'failed tries with refresh tokens from one network',
      beyond: 'RATE_LIMITED',
    },
    submissionsFromNetwork: {
      max: 30,
      seconds: 60 * 60,
      unit: '',
      of: 'what one network sends in without an account; successes count as well',
      beyond: 'RATE_LIMITED',
    },
  },
  log: {
    securityLines: {
      max: 10,
      unit: '',
      of: 'lines of the log about one kind of security event from one network, in `securityLinesSeconds`',
      beyond: 'they are counted and not written',
    },
    securityLinesSeconds: { max: 60, unit: 'seconds', of: 'how long these are counted together', beyond: '' },
    incidentsWaiting: {
      max: 1_000,
      unit: '',
      of: 'accounts whose incidents wait to be written into the audit log',
      beyond: 'they are logged without their person, and not audited',
    },
  },
  credentials: {
    accessTokenMinutes: { max: 10, unit: 'minutes', of: 'the life of an access token', beyond: 'CREDENTIAL_EXPIRED' },
    sessionIdleDays: {
      max: 30,
      unit: 'days',
      of: 'from one refresh of a session to the next',
      beyond: 'the session is over',
    },
    sessionDays: {
      max: 90,
      unit: 'days',
      of: 'the life of a session from its sign-in, however often it is refreshed',
      beyond: 'the session is over',
    },
    sessionsPerPerson: {
      max: 100,
      unit: '',
      of: 'sessions of one person that are open at once',
      beyond: 'the one that was used longest ago ends',
    },
    invitationDays: { max: 7, unit: 'days', of: 'the life of an invitation', beyond: 'INVALID' },
    apiTokenDays: { max: 366, unit: 'days', of: 'the life of an API token', beyond: 'INVALID' },
    apiTokensPerPerson: { max: 50, unit: '', of: 'API tokens of one person that are good', beyond: 'LIMIT_REACHED' },
    externalIdentitiesPerPerson: {
      max: 10,
      unit: '',
      of: 'external identities that are bound to one person',
      beyond: 'LIMIT_REACHED',
    },
  },
} satisfies Record<string, Record<string, Limit>>;
