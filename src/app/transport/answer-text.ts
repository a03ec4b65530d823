import { TooCostly, type Cost } from '../../platform/budgets';
import { requestErrorOf } from '../../platform/errors/errors';
import type { JsonText } from '../../platform/writes/mutation';

/** What an answer says besides its data and errors. */
type Extensions = { readonly cost: Cost };

/** An operation's answer as JSON text, in which the data stand as PostgreSQL wrote them. */
export function answerText(data: JsonText | null, errors: readonly object[], extensions: object): string {
  const wrong = errors.length === 0 ? '' : `,"errors":${JSON.stringify(errors)}`;
  return `{"data":${data?.text ?? 'null'}${wrong},"extensions":${JSON.stringify(extensions)}}`;
}

/** What is said of an operation that was refused, if it was for its cost. */
export function extensionsOf(error: unknown): { extensions?: Extensions } {
  const known = requestErrorOf(error);
  return known instanceof TooCostly ? { extensions: { cost: known.cost } } : {};
}
