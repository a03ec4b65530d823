import { ErrorCode, RequestError } from '../errors/errors';
import { LIMITS } from './limits';

/** How many objects one field may touch, what it selects of them not counted. */
interface FieldCost {
  /** The response keys that lead to it, from the operation's root. */
  readonly path: readonly string[];
  readonly objects: number;
}

/** What an answer tells of its operation's cost, in objects. */
export interface Cost {
  /** How many the operation might touch. Of one that has too many places to be counted in full: at least so many. */
  readonly asked: number;
  readonly ceiling: number;
  /** Of an operation that is refused. */
  readonly mostCostly?: FieldCost;
}

/** An operation that might touch more objects than it may. */
export class TooCostly extends RequestError {
  constructor(readonly cost: Required<Cost>) {
    const { ceiling, mostCostly } = cost;
    const parameters = { ceiling, field: mostCostly.path.join('.'), objects: mostCostly.objects };
    super(ErrorCode.tooCostly, 'errors.tooCostly', parameters, null, 400);
  }
}

/**
 * What one operation may come to, counted while it is compiled and priced: the objects that it may touch, and the bytes of
 * the statements that it is compiled to. The second bounds what has no rows to count: relations that lead to one row each
 * double with every level of a fragment that is used twice. Whatever goes beyond stops at once.
 */
export class OperationBudget {
  private objects = 0;
  private bytes = 0;
  private places = 0;
  private rootKey = '';
  private mostCostly: FieldCost = { path: [], objects: 0 };

  /** @param stops whether it stops at the ceiling, or counts on for some places, to say how much is asked for */
  constructor(
    private readonly ceiling: number = LIMITS.cost,
    private readonly stops = true,
  ) {}

  /** How many objects the operation may touch. */
  get cost(): Cost {
    return { asked: this.objects, ceiling: this.ceiling };
  }

  /** How many bytes of statements there are so far. */
  get size(): number {
    return this.bytes;
  }

  /** What is spent from here on is spent by this root field, or within it. */
  enter(rootKey: string): void {
    this.rootKey = rootKey;
  }

  /** @param path the response keys that lead from the root field to what the objects are; null when they are of several fields */
  spend(objects: number, path: readonly string[] | null = null): void {
    this.objects += objects;
    if (path !== null && objects > this.mostCostly.objects)
      this.mostCostly = { objects, path: [this.rootKey, ...path.filter((key) => key !== '*')] };
    this.places += 1;
    if (this.objects > this.ceiling && (this.stops || this.places > LIMITS.countedPlaces)) throw this.exceeded();
  }

  /** Counts from nothing again, and still knows which field costs most. */
  restart(): void {
    this.objects = 0;
    this.bytes = 0;
    this.places = 0;
  }

  exceeded(): TooCostly {
    return new TooCostly({ ...this.cost, mostCostly: this.mostCostly });
  }

  /** Says how many bytes there are now: a piece takes the place of the smaller pieces that it is made of. */
  resize(bytes: number): void {
    this.bytes = bytes;
    if (bytes > LIMITS.operationBytes)
      throw new RequestError(
        ErrorCode.tooCostly,
        'errors.tooMuchSelected',
        { kilobytes: LIMITS.operationBytes / 1_024 },
        null,
        400,
      );
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
