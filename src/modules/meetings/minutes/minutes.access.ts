import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import { and, or, sql, type Sql } from '../../../platform/database/sql';
import { JointMeeting } from '../meeting/meeting.entity';
import { Minutes } from './minutes.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    minutes: Minutes;
  }
}

/* Who sees what of minutes: docs/visibility.md, "minutes", and "meeting" for approved ones. */

/** The access level of a meeting's participants. */
const PARTICIPANT = sql`3`;
const MEMBER = sql`2`;

const forParticipants: Rule<Minutes> = ({ $within }) => sql`${$within.$local['accessLevel'] as Sql} >= ${PARTICIPANT}`;

const seesMinutes: Rule<Minutes> = ({ approvedAt, $within }) =>
  and(
    sql`${$within['audience'] as Sql} <= ${$within.$local['accessLevel'] as Sql}`,
    or(sql`${approvedAt} is not null`, $within.$local['runs'] as Sql),
  );

declareAccess<Minutes>(Minutes, {
  id: 'minutes',
  within: 'meeting',
  row: seesMinutes,
  open: [
    'id',
    'edition',
    'version',
    'body',
    'corrects',
    'approvedAt',
    'approvedBy',
    'contentHash',
    'canonicalText',
    'integrity',
    'documentUrl',
  ],
  rules: {
    evidence: ({ $within }) => sql`${$within.$local['accessLevel'] as Sql} >= ${MEMBER}`,
    closedBody: forParticipants,
    closedEvidence: forParticipants,
  },
});

extendAccess<JointMeeting>(JointMeeting, { open: ['minutes'] });
