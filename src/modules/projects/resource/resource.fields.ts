import { Field, ID, InputType } from 'type-graphql';
import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { InvalidArgument } from '../../../platform/errors/errors';
import { declareFields, type ConnectionOptions, type Order } from '../../../platform/reads/declarations';
import { after, among, containing, related, UPDATED_AFTER } from '../../../platform/reads/filters';
import { describeEnum } from '../../../platform/reads/enums';
import { OrderDirection } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { ListCategory } from '../../agreements/shared/list-category';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Booking } from '../booking/booking.entity';
import { Resource, ResourceKind, ResourceStatus } from './resource.entity';

@InputType({ description: 'Which resources (资源筛选).' })
export class ResourceFilter {
  @Field(() => String, { nullable: true, description: 'Occurs in the title or the description (文字).' }) text?: string;
  @Field(() => [ListCategory], { nullable: true, description: 'Of one of these categories (类别).' })
  categories?: ListCategory[];
  @Field(() => [ResourceKind], { nullable: true, description: 'Of one of these kinds (资源类型).' })
  kinds?: ResourceKind[];
  @Field(() => [ResourceStatus], { nullable: true, description: 'In one of these statuses (状态).' })
  statuses?: ResourceStatus[];
  @Field(() => ID, { nullable: true, description: 'Of this unit (提供单位).' }) unitId?: string;
  @Field(() => DateTime, { nullable: true, description: UPDATED_AFTER }) updatedAfter?: Date;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: never booked, and in no project that was posted; false: the others (闲置).',
  })
  unused?: boolean;
}

/** A project that is only proposed, or was given up, uses nothing; nor does what was declined or cancelled. */
const isUsed = (resource: Row<Resource>): Sql => sql`(exists (
    select
    from bookings booked
    where booked.alliance_id = ${resource.allianceId}
      and booked.resource_id = ${resource.id}
      and booked.status not in ('DECLINED', 'CANCELLED')
  ) or exists (
    select
    from project_resources link
    join joint_projects project on project.alliance_id = link.alliance_id and project.id = link.project_id
    where link.alliance_id = ${resource.allianceId}
      and link.resource_id = ${resource.id}
      and project.status not in ('PROPOSED', 'CANCELLED')
  ))`;

enum ResourceOrderField {
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
}
describeEnum(ResourceOrderField, {
  name: 'ResourceOrderField',
  description: 'What resources are ordered by (排序字段).',
  values: {
    CREATED_AT: 'By the moment at which they were published (发布时间).',
    UPDATED_AT: 'By the moment of the last change (更新时间).',
  },
});

@InputType({ description: 'In which order (排序).' })
export class ResourceOrder {
  @Field(() => ResourceOrderField, { description: 'By what (排序字段).' }) field!: ResourceOrderField;
  @Field(() => OrderDirection, { description: 'Upwards or downwards (方向).' }) direction!: OrderDirection;
}

const newestFirst: Order<Resource> = {
  tag: 'published',
  expression: (resource) => resource.createdAt,
  type: 'timestamptz',
  direction: 'desc',
};
const byChange: Order<Resource> = {
  tag: 'updated',
  expression: (resource) => resource.updatedAt,
  type: 'timestamptz',
  direction: 'asc',
};

const resources = {
  filter: {
    type: () => ResourceFilter,
    conditions: {
      text: containing<Resource>(
        (resource) => resource.title,
        (resource) => resource.description,
      ),
      categories: among<Resource>((resource) => resource.category),
      kinds: among<Resource>((resource) => resource.kind),
      statuses: among<Resource>((resource) => resource.status),
      unitId: related<Resource>('unit', (resource, id) => sql`${resource.unitId} = ${id}`),
      updatedAfter: after<Resource>((resource) => resource.updatedAt),
      unused: {
        parameterType: 'boolean',
        condition: (resource, unused) => sql`${isUsed(resource)} = not ${unused}`,
      },
    },
  },
  order: newestFirst,
  orders: { type: () => ResourceOrder, by: { CREATED_AT: newestFirst, UPDATED_AT: byChange } },
  description: 'The resources list, newest first unless otherwise ordered (资源清单 / 服务清单).',
} satisfies Omit<ConnectionOptions<Resource, object>, 'by' | 'on'>;

/** Between the moments that a resource's bookings are asked for. */
const BOOKINGS_DAYS = 366;

declareFields(Resource, (field) => ({
  bookings: field.many(() => Booking, {
    by: 'resource',
    order: (booking) => booking.from,
    estimatedCount: 20,
    arguments: [
      {
        argument: 'from',
        type: () => DateTime,
        required: true,
        description: 'They end after this moment (从).',
        condition: { parameterType: 'timestamptz', condition: (booking, moment) => sql`${booking.until} > ${moment}` },
      },
      {
        argument: 'to',
        type: () => DateTime,
        required: true,
        description: 'They begin before this moment (至).',
        condition: { parameterType: 'timestamptz', condition: (booking, moment) => sql`${booking.from} < ${moment}` },
      },
    ],
    check: ({ from, to }) => {
      const [first, last] = [from, to].map((moment) => (moment instanceof Date ? moment.getTime() : NaN)) as [
        number,
        number,
      ];
      if (first >= last) throw new InvalidArgument('to', 'booking.endsFirst');
      if (last - first > BOOKINGS_DAYS * 86_400_000)
        throw new InvalidArgument('to', 'booking.spanTooLong', { days: BOOKINGS_DAYS });
    },
    description: `When it is booked, the next first (预约): between two moments, at most ${BOOKINGS_DAYS} days apart.`,
  }),
}));

declareFields(Alliance, (field) => ({
  resources: field.connection(() => Resource, {
    ...resources,
    by: 'alliance',
  }),
}));
declareFields(MemberUnit, (field) => ({
  resources: field.connection(() => Resource, {
    order: newestFirst,
    by: 'unit',
    description: 'What it offers, newest first (资源).',
  }),
}));
