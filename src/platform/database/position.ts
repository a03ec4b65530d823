/**
 * A place in the database's log of changes (an LSN, as PostgreSQL calls it): whoever has the log up to there has all that was
 * committed before.
 */
export type Position = bigint;

/** Later than everything: what has to be as new as the database itself. */
export const LATEST: Position = 2n ** 64n - 1n;

/** As PostgreSQL writes it: two halves in hexadecimal digits. */
export function positionOf(text: string | null | undefined): Position | null {
  const [, high, low] = /^([0-9a-f]{1,8})\/([0-9a-f]{1,8})$/i.exec(text ?? '') ?? [];
  if (high === undefined || low === undefined) return null;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export function positionText(position: Position): string {
  const half = (bits: bigint): string => bits.toString(16).toUpperCase();
  return `${half(position >> 32n)}/${half(position & 0xffff_ffffn)}`;
}

export function laterOf(one: Position, other: Position): Position {
  return one > other ? one : other;
}
