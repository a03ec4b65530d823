import { declareAccess, type Rule } from '../../../platform/access/access';
import { or, sql } from '../../../platform/database/sql';
import { Invitation } from '../../../platform/identity/invitation/invitation.entity';
import { Person } from '../../../platform/identity/person/person.entity';
import { person, secretariatOf } from '../shared/rights';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    invitation: Invitation;
    person: Person;
  }
}

/* Who sees what of people: docs/visibility.md, "person". */

/** That person, and the secretariat of an alliance that registered the person. "offset 0": looked up, and not all read first. */
const seesPerson: Rule<Person> = (each) =>
  or(
    sql`${each.id} = ${person}`,
    sql`exists (
      select
      from alliance_people known
      where known.person_id = ${each.id}
        and known.alliance_id = any(${secretariatOf})
      offset 0
    )`,
  );

declareAccess<Person>(Person, {
  id: 'person',
  row: seesPerson,
  reference: ['id', 'name'],
  open: ['email', 'locale', 'unitRoles', 'allianceRoles', 'invitations'],
});

declareAccess<Invitation>(Invitation, {
  id: 'invitation',
  row: (invitation) =>
    or(sql`${invitation.personId} = ${person}`, sql`${invitation.allianceId} = any(${secretariatOf})`),
  open: ['id', 'createdAt', 'expiresAt', 'acceptedAt', 'delivery'],
});
