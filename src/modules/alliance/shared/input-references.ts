import { In, type EntityManager } from 'typeorm';
import { accessOf, type Class } from '../../../platform/access/access';
import { parseGlobalId } from '../../../platform/database/ids';
import {
  place,
  refusedFor,
  UserErrorCode,
  type FieldOf,
  type Place,
  type Refusal,
  type Refused,
} from '../../../platform/writes/outcome';
import type { AllianceRow } from '../alliance/alliance.entity';

/**
 * Looks up what an input `I` refers to within one alliance and collects what is missing, by its place in the input.
 * What belongs to another alliance counts as missing.
 */
export class InputReferences<I> {
  private readonly missing: Refusal<FieldOf<I>>[] = [];

  constructor(
    private readonly manager: EntityManager,
    private readonly allianceId: string,
  ) {}

  /** The row id of a global id. Undefined and null refer to nothing and are passed on. */
  async one(
    type: Class<AllianceRow>,
    globalId: string | null | undefined,
    field: FieldOf<I>,
  ): Promise<string | null | undefined> {
    if (globalId === undefined || globalId === null) return globalId;
    const [id] = await this.resolve(type, [globalId], () => place(field));
    return id;
  }

  /** The row ids of a list of global ids, each once, in order. Undefined is passed on, null is an empty list. */
  async all(
    type: Class<AllianceRow>,
    globalIds: readonly string[] | null | undefined,
    field: FieldOf<I>,
  ): Promise<string[] | undefined> {
    if (globalIds === undefined) return undefined;
    const ids = await this.resolve(type, globalIds ?? [], (index) => place(field, index));
    return [...new Set(ids)].sort();
  }

  /** A refusal that names everything that is missing; null when nothing is. */
  get refused(): Refused<FieldOf<I>> | null {
    return refusedFor(this.missing);
  }

  private async resolve(
    type: Class<AllianceRow>,
    globalIds: readonly string[],
    path: (index: number) => Place<FieldOf<I>>,
  ): Promise<string[]> {
    const prefix = accessOf(type)?.id;
    const asked = globalIds.map((each) => {
      const parsed = parseGlobalId(each);
      return parsed !== null && parsed.prefix === prefix ? parsed.id : null;
    });
    const ids = asked.filter((id) => id !== null);
    const rows =
      ids.length === 0
        ? []
        : await this.manager.findBy<AllianceRow>(type, { allianceId: this.allianceId, id: In(ids) });
    const there = new Set(rows.map((row) => row.id));
    const ofKind = { key: 'input.idOf' as const, parameters: { types: type.name } };
    return asked.flatMap((id, index) => {
      if (id !== null && there.has(id)) return [id];
      const what = id === null ? ofKind : { key: 'input.notFound' as const };
      this.missing.push({ code: UserErrorCode.NOT_FOUND, ...what, path: path(index) });
      return [];
    });
  }
}
