import type { Parameter } from '../database/sql';

/** The scopes that an API token may carry, by what each allows. Modules add theirs, and the app registers them all. */
export interface TokenScopes {
  READ_PUBLIC: string;
  READ_MEMBER: string;
}
export type TokenScope = keyof TokenScopes;

/** What the viewer is authenticated by. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'token'; readonly tokenId: string; readonly scopes: readonly TokenScope[] }
  | { readonly kind: 'external'; readonly issuer: string; readonly subject: string };

/**
 * Who is looking. `parameters` is all that a read may know of them: it enters statements as parameters,
 * so that one prepared statement serves everybody.
 */
export interface Viewer {
  readonly personId: string | null;
  readonly credential: Credential;
  /** When the credential ends, in epoch milliseconds; null for nobody signed in. */
  readonly expiresAt: number | null;
  readonly parameters: ViewerParameters;
  /** The clock of rights that all this was read at; null for whoever has none that could change. */
  readonly rightsAsOf: number | null;
  /** What the viewer may do, in the terms of the module that loaded it; for services, not for reads. */
  readonly rights?: unknown;
}

/** Parameter values by name, already in PostgreSQL's text form; absent means the type's empty value. */
export type ViewerParameters = Readonly<Record<string, string | null>>;

export interface ViewerParameter extends Parameter {
  readonly source: 'viewer';
}

/** Declares something that rules may know of a viewer. */
export function viewerParameter(name: string, type: 'uuid' | 'uuid[]' | 'boolean' | 'text'): ViewerParameter {
  return { source: 'viewer', name, type };
}

/** The person who is looking; null for the public. */
export const viewerPerson = viewerParameter('person', 'uuid');

const EMPTY: Readonly<Record<string, string | null>> = { 'uuid[]': '{}', boolean: 'false', uuid: null, text: null };

export function viewerValue(viewer: Viewer, parameter: Parameter): string | null {
  return viewer.parameters[parameter.name] ?? EMPTY[parameter.type] ?? null;
}

/** A set of ids in PostgreSQL's text form, ordered so that equal sets are equal texts. */
export function idSet(ids: Iterable<string>): string {
  return `{${[...new Set(ids)].sort().join(',')}}`;
}

export const anonymous: Viewer = {
  personId: null,
  credential: { kind: 'none' },
  expiresAt: null,
  rightsAsOf: null,
  parameters: {},
};
