const KiB = 1_024;
const MiB = 1_024 * KiB;

/** One number that bounds what a caller can make the server do. */
export interface Limit {
  readonly max: number;
  readonly unit: 'bytes' | 'characters' | 'milliseconds' | 'seconds' | 'minutes' | 'days' | 'objects' | '%' | '';
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
    documentMerges: {
      max: 10_000,
      unit: '',
      of: 'fields and pairs of fields that fall together under one key in one place, fragments included',
      beyond: 'GRAPHQL_VALIDATION_FAILED',
    },
    schemaFields: {
      max: 1,
      unit: '',
      of: '`__schema` in a document, fragments included',
      beyond: 'GRAPHQL_VALIDATION_FAILED',
    },
    typeFields: {
      max: 15,
      unit: '',
      of: '`__type` in a document, fragments included',
      beyond: 'GRAPHQL_VALIDATION_FAILED',
    },
    introspectionBytes: {
      max: MiB,
      unit: 'bytes',
      of: 'what `__schema` and `__type` of a document yield, counted while it is made',
      beyond: 'TOO_COSTLY',
    },
    variablesBytes: {
      max: 256 * KiB,
      unit: 'bytes',
      of: 'the variables, as JSON, but for those of large inputs; the extensions likewise',
      beyond: 'TOO_LARGE',
    },
  },
  bodies: {
    headBytes: { max: 16 * KiB, unit: 'bytes', of: 'the head of a request, with the target of a GET', beyond: '431' },
    headMilliseconds: {
      max: 10_000,
      unit: 'milliseconds',
      of: 'until the head of a request has arrived',
      beyond: '408',
    },
    idleMilliseconds: {
      max: 5_000,
      unit: 'milliseconds',
      of: 'a connection between two requests',
      beyond: 'it is closed',
    },
    requestsPerConnection: { max: 1_000, unit: '', of: 'requests of one connection', beyond: 'it is closed' },
    bodyBytes: { max: 320 * KiB, unit: 'bytes', of: 'the body of a request', beyond: 'TOO_LARGE (413)' },
    importBodyBytes: {
      max: 14 * MiB,
      unit: 'bytes',
      of: 'the body of a request by a person who may import a roster; whether they may is asked before it is read',
      beyond: 'TOO_LARGE (413)',
    },
    // a text may have 100,000 characters, which take four bytes each, or twelve as JSON escapes them
    textBodyBytes: {
      max: 2 * MiB,
      unit: 'bytes',
      of: 'the body of a request by a person who may write agreements; whether they may is asked before it is read',
      beyond: 'TOO_LARGE (413)',
    },
    bodiesBytes: {
      max: 64 * MiB,
      unit: 'bytes',
      of: 'what has arrived of all bodies together, until they are answered',
      beyond: 'of the network that holds most, the body that has been longest under way ends with UNAVAILABLE (503)',
    },
    bodiesBytesPerNetwork: {
      max: 32 * MiB,
      unit: 'bytes',
      of: 'what has arrived of the bodies of one network, until they are answered',
      beyond: 'its body that has been longest under way ends with UNAVAILABLE (503)',
    },
    bodyMilliseconds: {
      max: 20_000,
      unit: 'milliseconds',
      of: 'until a body has arrived',
      beyond: 'REQUEST_TIMEOUT (408)',
    },
    largeBodyMilliseconds: {
      max: 120_000,
      unit: 'milliseconds',
      of: 'until a body has arrived of a person who may send larger ones',
      beyond: 'REQUEST_TIMEOUT (408)',
    },
  },
  work: {
    cost: {
      max: 20_000,
      unit: 'objects',
      of: 'what a query may touch, counted while it is compiled and before it is run',
      beyond: 'TOO_COSTLY',
    },
    operationBytes: {
      max: 160 * KiB,
      unit: 'bytes',
      of: 'the statements that one operation is compiled to, counted while it is compiled',
      beyond: 'TOO_COSTLY',
    },
    readMilliseconds: {
      max: 5_000,
      unit: 'milliseconds',
      of: 'one statement of a read in the database',
      beyond: 'TOO_COSTLY',
    },
    computedBytes: {
      max: 64 * MiB,
      unit: 'bytes',
      of: 'texts that the computed fields of a request read and answer, counted before they are loaded; each row besides a text counts as 1 KiB',
      beyond: 'TOO_COSTLY',
    },
    computedBytesPerPerson: {
      max: 64 * MiB,
      unit: 'bytes',
      of: 'the same of all requests of one person that are under way',
      beyond: 'RATE_LIMITED (429)',
    },
    computedBytesTogether: {
      max: 128 * MiB,
      unit: 'bytes',
      of: 'the same of all requests that are under way',
      beyond: 'UNAVAILABLE (503)',
    },
    loopBytes: {
      max: 256 * KiB,
      unit: 'bytes',
      of: 'texts that are checked or compared at once',
      beyond: 'a thread of its own does it',
    },
    threadTasks: {
      max: 64,
      unit: '',
      of: 'such tasks, under way and waiting',
      beyond: 'UNAVAILABLE (503)',
    },
    threadTasksPerPerson: {
      max: 8,
      unit: '',
      of: 'such tasks of one person, under way and waiting; one request has one at a time',
      beyond: 'RATE_LIMITED (429)',
    },
    threadHeapBytes: {
      max: 512 * MiB,
      unit: 'bytes',
      of: 'memory of a thread',
      beyond: 'UNAVAILABLE (503)',
    },
    searchCharacters: { max: 200, unit: 'characters', of: 'a text to search for', beyond: 'INVALID' },
    filterEntries: { max: 100, unit: '', of: 'values that a filter names', beyond: 'INVALID' },
    cursorCharacters: { max: 4_000, unit: 'characters', of: 'a cursor', beyond: 'INVALID' },
    pageSize: { max: 100, unit: 'objects', of: 'a page of a list', beyond: 'INVALID' },
    nodeIds: { max: 100, unit: '', of: 'ids of `nodes`', beyond: 'INVALID' },
  },
  caches: {
    documentCacheBytes: { max: 32 * MiB, unit: 'bytes', of: 'parsed documents that are kept', beyond: 'the oldest go' },
    introspectionCacheBytes: {
      max: 8 * MiB,
      unit: 'bytes',
      of: 'answers of introspection that are kept',
      beyond: 'the oldest go',
    },
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
    namedStatements: {
      max: 256,
      unit: '',
      of: 'statements that a connection keeps prepared',
      beyond: 'those that are asked for least often go',
    },
    namedBytes: {
      max: 192 * KiB,
      unit: 'bytes',
      of: 'all statements together that a connection keeps prepared',
      beyond: 'those that are asked for least often go',
    },
  },
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
  secrets: {
    passwordCharacters: {
      max: 800,
      unit: 'characters',
      of: 'a password as it is sent; one that is set has at most 200 once it is composed (NFKC)',
      beyond: 'LIMIT_REACHED',
    },
    tokenCharacters: { max: 200, unit: 'characters', of: 'an invitation or refresh token', beyond: 'LIMIT_REACHED' },
    idTokenCharacters: {
      max: 8 * KiB,
      unit: 'characters',
      of: 'an ID token of the external issuer',
      beyond: 'LIMIT_REACHED',
    },
  },
  imports: {
    importsAtOnce: { max: 1, unit: '', of: 'files that one server process reads at a time', beyond: 'they wait' },
    importsWaiting: { max: 8, unit: '', of: 'files that wait for that', beyond: 'UNAVAILABLE (503)' },
    importCharacters: {
      max: 12 * MiB,
      unit: 'characters',
      of: 'a file in base64, line breaks included',
      beyond: 'LIMIT_REACHED',
    },
    importBytes: { max: 8 * MiB, unit: 'bytes', of: 'a file', beyond: 'INVALID' },
    importUnpackedBytes: {
      max: 32 * MiB,
      unit: 'bytes',
      of: 'all that is unpacked of a spreadsheet, counted as it is unpacked',
      beyond: 'INVALID',
    },
    importParts: { max: 2_000, unit: '', of: "parts that a spreadsheet's archive lists", beyond: 'INVALID' },
    importSheets: {
      max: 10,
      unit: '',
      of: 'visible sheets that are searched for a roster',
      beyond: 'they are not read',
    },
    importTags: {
      max: 3_000_000,
      unit: '',
      of: 'tags and comments of all parts of a spreadsheet together',
      beyond: 'INVALID',
    },
    importAttributes: {
      max: 3_000_000,
      unit: '',
      of: 'attributes of all parts of a spreadsheet together',
      beyond: 'INVALID',
    },
    importTagAttributes: { max: 100, unit: '', of: 'attributes of one tag', beyond: 'INVALID' },
    importCells: {
      max: 500_000,
      unit: '',
      of: 'cells of a CSV; cells of a spreadsheet that hold something; texts that its cells share',
      beyond: 'INVALID',
    },
    importRows: { max: 20_000, unit: '', of: 'rows, title and header lines included', beyond: 'INVALID' },
    importColumns: { max: 100, unit: '', of: 'columns that hold something', beyond: 'INVALID' },
    importRecordCharacters: { max: 65_536, unit: 'characters', of: 'one row of a CSV', beyond: 'INVALID' },
    importCellCharacters: { max: 1_000, unit: 'characters', of: 'one cell', beyond: 'an error of its row' },
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
