import { ErrorCode, RequestError } from '../errors/errors';
import { LIMITS } from './limits';

/**
 * What one operation may come to, counted while it is compiled and priced: the objects that it may touch, and the bytes of
 * the statements that it is compiled to. The second bounds what has no rows to count: relations that lead to one row each
 * double with every level of a fragment that is used twice. Whatever goes beyond stops at once.
 */
export class OperationBudget {
  private objects = 0;
  private bytes = 0;

  constructor(private readonly ceiling: number = LIMITS.cost) {}

  /** How many objects the operation may touch. */
  get cost(): number {
    return this.objects;
  }

  /** How many bytes of statements there are so far. */
  get size(): number {
    return this.bytes;
  }

  spend(objects: number): void {
    this.objects += objects;
    if (this.objects > this.ceiling) throw tooCostly('errors.tooCostly', { ceiling: this.ceiling });
  }

  /** Says how many bytes there are now: a piece takes the place of the smaller pieces that it is made of. */
  resize(bytes: number): void {
    this.bytes = bytes;
    if (bytes > LIMITS.operationBytes)
      throw tooCostly('errors.tooMuchSelected', { kilobytes: LIMITS.operationBytes / 1_024 });
  }

  grow(bytes: number): void {
    this.resize(this.bytes + bytes);
  }

  /** Makes alternatives, of which a row is only one: the dearest counts. */
  dearest<T>(alternatives: readonly (() => T)[]): T[] {
    const before = this.objects;
    let dearest = before;
    const made = alternatives.map((make) => {
      this.objects = before;
      const one = make();
      dearest = Math.max(dearest, this.objects);
      return one;
    });
    this.objects = dearest;
    return made;
  }
}

function tooCostly(
  key: 'errors.tooCostly' | 'errors.tooMuchSelected',
  parameters: Readonly<Record<string, number>>,
): RequestError {
  return new RequestError(ErrorCode.tooCostly, key, parameters, null, 400);
}
