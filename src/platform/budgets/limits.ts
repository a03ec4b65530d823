const KiB = 1_024;
const MiB = 1_024 * KiB;

/** One number that bounds what a caller can make the server do. */
export interface Limit {
  readonly max: number;
  readonly unit: 'bytes' | 'characters' | 'milliseconds' | 'seconds' | 'minutes' | 'days' | 'objects' | '';
  /** In how long, where it comes back by itself. */
  readonly seconds?: number;
  /** What is counted, and of whom. */
  readonly of: string;
  /** What a caller gets who goes beyond it. */
  readonly beyond: string;
}

const DECLARED = {
  documents: {
    documentBytes: {
      max: 64 * KiB,
      unit: 'bytes',
      of: 'the text of a document, comments and blanks included, before it is parsed',
      beyond: 'TOO_LARGE',
    },
    documentTokens: { max: 2_000, unit: '', of: 'tokens of a document', beyond: 'GRAPHQL_PARSE_FAILED' },
    documentDepth: { max: 12, unit: '', of: 'levels of fields', beyond: 'TOO_DEEP' },
    documentAliases: { max: 15, unit: '', of: 'aliases as they are written', beyond: 'GRAPHQL_VALIDATION_FAILED' },
    documentDirectives: { max: 5, unit: '', of: 'directives as they are written', beyond: 'GRAPHQL_VALIDATION_FAILED' },
    schemaFields: { max: 1, unit: '', of: '`__schema` in a document', beyond: 'GRAPHQL_VALIDATION_FAILED' },
    typeFields: { max: 15, unit: '', of: '`__type` in a document', beyond: 'GRAPHQL_VALIDATION_FAILED' },
    variablesBytes: { max: 256 * KiB, unit: 'bytes', of: 'the variables, as JSON', beyond: 'TOO_LARGE' },
  },
  bodies: {
    bodyBytes: { max: 320 * KiB, unit: 'bytes', of: 'the body of a request', beyond: 'TOO_LARGE (413)' },
    importBodyBytes: {
      max: 14 * MiB,
      unit: 'bytes',
      of: 'the body of a request by a person who may import a roster; whether they may is asked before it is read',
      beyond: 'TOO_LARGE (413)',
    },
    bodiesBytes: {
      max: 64 * MiB,
      unit: 'bytes',
      of: 'all bodies under way together',
      beyond: 'the body that has been longest under way ends with UNAVAILABLE (503)',
    },
    bodyMilliseconds: { max: 20_000, unit: 'milliseconds', of: 'until a body has arrived', beyond: '408' },
  },
  work: {
    cost: {
      max: 20_000,
      unit: 'objects',
      of: 'what a query may touch, counted while it is compiled and before it is run',
      beyond: 'TOO_COSTLY',
    },
    readMilliseconds: {
      max: 5_000,
      unit: 'milliseconds',
      of: 'one statement of a read in the database',
      beyond: 'TOO_COSTLY',
    },
    searchCharacters: { max: 200, unit: 'characters', of: 'a text to search for', beyond: 'INVALID' },
  },
  caches: {
    documentCacheBytes: { max: 32 * MiB, unit: 'bytes', of: 'parsed documents that are kept', beyond: 'the oldest go' },
    planCacheBytes: { max: 64 * MiB, unit: 'bytes', of: 'compiled plans that are kept', beyond: 'the oldest go' },
    livePlanCacheBytes: {
      max: 32 * MiB,
      unit: 'bytes',
      of: 'compiled plans of subscriptions that are kept',
      beyond: 'the oldest go',
    },
    namedStatementBytes: {
      max: 16 * KiB,
      unit: 'bytes',
      of: 'a statement that a connection keeps prepared',
      beyond: 'it is planned each time',
    },
    namedStatements: { max: 256, unit: '', of: 'statements that a connection keeps prepared', beyond: 'the oldest go' },
  },
  sockets: {
    sockets: { max: 20_000, unit: '', of: 'open sockets of one server process', beyond: 'HTTP 503' },
    socketsPerNetwork: {
      max: 2_000,
      unit: '',
      of: 'open sockets of one network (`SOCKETS_PER_NETWORK`)',
      beyond: 'HTTP 429',
    },
    socketMessageBytes: { max: 384 * KiB, unit: 'bytes', of: 'one message of a client', beyond: 'closed with 1009' },
    socketUnreadBytes: {
      max: MiB,
      unit: 'bytes',
      of: 'answers that a client has not read when it asks for more',
      beyond: 'closed with 4290',
    },
    socketSubscriptions: { max: 20, unit: '', of: 'subscriptions of one socket', beyond: 'RATE_LIMITED' },
    socketOperations: {
      max: 20,
      unit: '',
      of: 'queries and mutations under way on one socket',
      beyond: 'RATE_LIMITED',
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

type Declared = typeof DECLARED;
type LimitName = { [Part in keyof Declared]: keyof Declared[Part] }[keyof Declared];

/** Every limit by its part of the page, as docs/limits.md prints it. */
export const limitsByPart: Readonly<Record<string, Readonly<Record<string, Limit>>>> = DECLARED;

/** How often something may be tried, and in how long that comes back. */
export const TRIES = DECLARED.tries;

/** Every limit's number. */
export const LIMITS = Object.fromEntries(
  Object.values(limitsByPart).flatMap((part) => Object.entries(part).map(([name, { max }]) => [name, max])),
) as Readonly<Record<LimitName, number>>;
