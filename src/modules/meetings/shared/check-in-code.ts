import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a code is shown in the room, in milliseconds. */
const PERIOD = 30_000;

/** The six digits shown in the room at a moment (the construction of RFC 6238). */
export function checkInCode(secret: Buffer, at: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / PERIOD)));
  const mac = createHmac('sha256', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** Whether a code is the room's current one, or the one before it, which somebody may just have read. */
export function isCheckInCode(secret: Buffer, code: string, at: number): boolean {
  const entered = Buffer.from(code.trim());
  return [at, at - PERIOD].some((moment) => {
    const expected = Buffer.from(checkInCode(secret, moment));
    return entered.length === expected.length && timingSafeEqual(entered, expected);
  });
}

/** The current codes of meetings; a row is the meeting's secret as PostgreSQL writes it in JSON (\\x…). */
export async function checkInCodes(rows: readonly (readonly unknown[])[]): Promise<string[]> {
  const now = Date.now();
  return rows.map(([secret]) => checkInCode(Buffer.from(String(secret).slice(2), 'hex'), now));
}
