import { v7, validate } from 'uuid';

/** A new row's id: a UUIDv7 (RFC 9562), so that ids of one time lie together in an index. */
export function newId(): string {
  return v7();
}

/** Takes the place of an alliance's id where something concerns the installation as a whole. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/**
 * The prefixes of global ids, with their types. Each is added to this interface where the access to its
 * type is declared, so that no other prefix compiles.
 */
export interface IdPrefixes {}
export type IdPrefix = keyof IdPrefixes;

/** The global id of a row: its type's prefix and the row's id. Opaque to clients. */
export function globalId(prefix: IdPrefix, id: string): string {
  return `${prefix}_${id}`;
}

export function globalIdOrNull(prefix: IdPrefix, id: string | null): string | null {
  return id === null ? null : globalId(prefix, id);
}

/** In characters: the longest prefix, a UUID, and room. */
export const LONGEST_ID = 80;

/** The parts of a global id; null when it cannot be one. */
export function parseGlobalId(value: unknown): { prefix: string; id: string } | null {
  if (typeof value !== 'string' || value.length > LONGEST_ID) return null;
  const cut = value.lastIndexOf('_');
  const id = value.slice(cut + 1);
  return cut > 0 && validate(id) ? { prefix: value.slice(0, cut), id: id.toLowerCase() } : null;
}
