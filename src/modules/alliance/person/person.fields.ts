import { Invitation } from '../../../platform/identity/invitation/invitation.entity';
import { Person } from '../../../platform/identity/person/person.entity';
import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';

declareFields(Person, (field) => ({
  invitations: field.many(() => Invitation, {
    by: 'person',
    nullable: true,
    shown: 20,
    order: (invitation) => sql`${invitation.createdAt} desc, ${invitation.id} desc`,
    estimatedCount: 1,
    description:
      'By which the person was invited (收到的邀请), the newest first: to the own alliance for its secretariat, all for that person.',
  }),
}));
