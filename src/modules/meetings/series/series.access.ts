import { declareAccess, extendAccess } from '../../../platform/access/access';
import { or, sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { bySecretariat, ledScopes, memberOf, organiserOf, ownUnits, person } from '../../alliance/shared/rights';
import { JointMeeting } from '../meeting/meeting.entity';
import { MeetingSeries } from './series.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    series: MeetingSeries;
  }
}

/* Who sees what of series: as of a meeting of its visibility that has been announced (docs/visibility.md, "series"). */

declareAccess<MeetingSeries>(MeetingSeries, {
  id: 'series',
  row: (series) =>
    or(
      sql`${series.visibility} = 'PUBLIC'`,
      sql`${series.visibility} = 'MEMBERS' and ${series.allianceId} = any(${memberOf})`,
      bySecretariat(series),
      sql`${series.allianceId} = any(${organiserOf})`,
      sql`coalesce(coalesce(${series.sectorGroupId}, ${series.areaGroupId}, ${series.territoryId}) = any(${ledScopes}), false)`,
      sql`coalesce(${series.organiserId} = ${person}, false)`,
      // people of a unit that one of its meetings, which has been announced, invites
      sql`exists (
        select
        from joint_meetings meeting
        join attendances invited on invited.alliance_id = meeting.alliance_id and invited.meeting_id = meeting.id
        where meeting.alliance_id = ${series.allianceId}
          and meeting.series_id = ${series.id}
          and meeting.audience < 4
          and invited.unit_id = any(${ownUnits})
      )`,
    ),
  open: ['id', 'alliance', 'scope', 'kind', 'title', 'recurrence', 'template', 'meetings', 'endedOn'],
});

extendAccess<Alliance>(Alliance, { open: ['meetingSeries'] });
extendAccess<JointMeeting>(JointMeeting, { open: ['series'] });
