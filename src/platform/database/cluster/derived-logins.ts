import { createHash, hkdfSync } from 'node:crypto';
import { withLogin } from './session';

/**
 * What a login is for. Rights are granted to a role without a login for each kind, and every login of that kind on this
 * PostgreSQL server is a member of it.
 */
export const GROUPS = { server: 'gongjian_server', reader: 'gongjian_reader', identity: 'gongjian_identity' } as const;
export type LoginKind = keyof typeof GROUPS;

/** Password of a login in a database, always the same for the same installation. */
export function derivePassword(kind: LoginKind, authSecret: string, databaseName: string): string {
  return derive(authSecret, `gongjian ${kind} login ${databaseName}`);
}

/**
 * Roles belong to a whole PostgreSQL server, not to one of its databases: each database has logins of its own, so that
 * two installations side by side do not change each other's passwords.
 */
export function loginName(kind: LoginKind, databaseName: string): string {
  return `${GROUPS[kind]}_${createHash('sha256').update(databaseName).digest('hex').slice(0, 8)}`;
}

/** The server's logins with the names and passwords that are derived for a database, on the server of a URL. */
export function derivedLogins(url: string, database: string, authSecret: string): Record<LoginKind, string> {
  const of = (kind: LoginKind): string =>
    withLogin(url, loginName(kind, database), derivePassword(kind, authSecret, database), database);
  return { server: of('server'), reader: of('reader'), identity: of('identity') };
}

export const derive = (secret: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)).toString('base64url');
