import { Client, DatabaseError } from 'pg';
import { StartupError } from '../../config';

const CONNECT_PATIENCE = 10_000;
export const INSUFFICIENT_PRIVILEGE = '42501';
const INVALID_PASSWORD = '28P01';

/**
 * Runs some work on a connection of its own.
 * @throws StartupError when there is no connection to be had, without the password that the URL holds
 */
export async function withSession<T>(url: string, work: (session: Client) => Promise<T>): Promise<T> {
  const session = new Client({
    connectionString: url,
    application_name: 'gongjian',
    connectionTimeoutMillis: CONNECT_PATIENCE,
  });
  // A connection that breaks between two queries fails the next one; the event would end the process.
  session.on('error', () => undefined);
  try {
    await session.connect();
  } catch (error) {
    throw new ConnectionRefusal(session, error);
  }
  try {
    return await work(session);
  } finally {
    await session.end().catch(() => undefined);
  }
}

/** A database server that cannot be reached, or does not let the login in. */
export class ConnectionRefusal extends StartupError {
  override name = 'ConnectionRefusal';
  /** The server was reached and refused the name or the password (or knows no such login). */
  readonly badLogin: boolean;
  readonly badPassword: boolean;
  /** The login is right, and may not open this database. */
  readonly keptOut: boolean;
  /** host:port/database, for messages. */
  readonly place: string;

  constructor(session: Client, cause: unknown) {
    // Where a name has several addresses, the reasons are in an AggregateError without a message of its own.
    const { message } = (cause as { errors?: Error[] }).errors?.[0] ?? (cause as Error);
    super(`The database ${placeOf(session)} cannot be opened as ${session.user ?? 'nobody'}: ${message}`, { cause });
    this.place = placeOf(session);
    this.badLogin = cause instanceof DatabaseError && (cause.code?.startsWith('28') ?? false);
    this.badPassword = cause instanceof DatabaseError && cause.code === INVALID_PASSWORD;
    this.keptOut = cause instanceof DatabaseError && cause.code === INSUFFICIENT_PRIVILEGE;
  }
}

/** host:port/database, for messages. */
export const placeOf = ({ host, port, database }: Client): string => `${host}:${port}/${database ?? ''}`;

/** The URL with another login, and another database where one is named; everything else stays. */
export function withLogin(url: string, user: string, password: string, database?: string): string {
  // Not by the URL class: it refuses postgres://user@/name?host=/run/postgresql, and cannot give a login to such a URL.
  const [, scheme, rest] = /^(postgres(?:ql)?:\/\/)(?:[^/?#]*@)?(.*)$/s.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) throw new Error('not a PostgreSQL URL');
  const [, host, path, query] = /^([^/?#]*)(\/[^?#]*)?(\?[^#]*)?/s.exec(rest) ?? [];
  const parameters = new URLSearchParams(query);
  for (const name of ['user', 'password']) parameters.delete(name);
  const name = database === undefined ? (path ?? '') : `/${encodeURIComponent(database)}`;
  const tail = parameters.size === 0 ? '' : `?${parameters}`;
  return `${scheme}${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}${name}${tail}`;
}

/** User and password of a URL, as PostgreSQL's client reads them. */
export function loginOf(url: string): { user: string; password: string } {
  const { user, password } = new Client({ connectionString: url });
  return { user: user ?? '', password: password ?? '' };
}
