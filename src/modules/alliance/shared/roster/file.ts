import { LIMITS, Turns } from '../../../../platform/budgets';
import { place, refuse, Refused, UserErrorCode } from '../../../../platform/writes/outcome';
import { decodeBase64 } from './base64';
import type { Reading } from './sheet';

/** Files are read one at a time, whatever lists they hold. */
export const reading = new Turns({ atOnce: LIMITS.importsAtOnce, waiting: LIMITS.importsWaiting });

/** What a file in base64 holds, or why it cannot be read. */
export async function contentOf<S>(
  contentBase64: string,
  read: (bytes: Uint8Array) => Promise<Reading<S>>,
): Promise<S | Refused<'contentBase64'>> {
  const bytes = await decodeBase64(contentBase64);
  if (bytes === null) return refuse('INVALID', 'unit.badBase64', 'contentBase64');
  const content = await read(bytes);
  if (content.ok) return content;
  return new Refused(
    content.errors.map(({ key, params }) => ({
      code: UserErrorCode.INVALID,
      key,
      parameters: params,
      path: place('contentBase64'),
    })),
  );
}
