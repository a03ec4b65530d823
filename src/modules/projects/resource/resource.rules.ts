import { UnitKind, type MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { kept } from '../../alliance/shared/changes';
import type { Resource } from './resource.entity';
import type { UpdateResourceInput } from './resource.inputs';

/** Whether a unit keeps what residents offer: communities do, and hosts. */
export const keepsForResidents = ({ host, kind }: Pick<MemberUnit, 'host' | 'kind'>): boolean =>
  host || kind === UnitKind.COMMUNITY;

export type ResourceContent = Pick<
  Resource,
  | 'title'
  | 'description'
  | 'category'
  | 'kind'
  | 'capacity'
  | 'quantity'
  | 'territoryId'
  | 'availableFrom'
  | 'availableUntil'
  | 'status'
>;

export const endsBeforeItBegins = ({
  availableFrom,
  availableUntil,
}: Pick<Resource, 'availableFrom' | 'availableUntil'>): boolean =>
  availableFrom !== null && availableUntil !== null && availableUntil < availableFrom;

/** What a resource says after an update, its texts as they are stored. */
export function resourceAfter(
  before: ResourceContent,
  input: Partial<UpdateResourceInput>,
  texts: Partial<Pick<Resource, 'title' | 'description' | 'capacity'>>,
  territoryId: string | null | undefined,
): ResourceContent {
  return {
    title: kept(texts.title, before.title),
    description: kept(texts.description, before.description),
    category: kept(input.category, before.category),
    kind: kept(input.kind, before.kind),
    capacity: kept(texts.capacity, before.capacity),
    quantity: kept(input.quantity, before.quantity),
    territoryId: kept(territoryId, before.territoryId),
    availableFrom: kept(input.availableFrom, before.availableFrom),
    availableUntil: kept(input.availableUntil, before.availableUntil),
    status: kept(input.status, before.status),
  };
}
