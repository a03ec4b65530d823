import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { JointMeeting } from '../meeting/meeting.entity';
import { MeetingScope, newestFirst } from '../meeting/meeting.fields';
import { MeetingSeries } from './series.entity';

declareFields(Alliance, (field) => ({
  meetingSeries: field.many(() => MeetingSeries, {
    by: 'alliance',
    order: (series) => sql`${series.createdAt} desc, ${series.id} desc`,
    estimatedCount: 20,
    description: 'Series of meetings, the newest first, ended ones too (系列会议).',
  }),
}));

declareFields(MeetingSeries, (field) => ({
  scope: field.oneOf(() => MeetingScope, {
    nullable: true,
    relations: ['sectorGroup', 'areaGroup', 'territory', 'alliance'],
    description:
      'Whose meetings they are: the whole alliance, a sector group, an area group or a territory (会议范围).',
  }),
  meetings: field.connection(() => JointMeeting, {
    order: newestFirst,
    description: 'Its meetings, newest first (会议).',
    on: (meeting, series) => sql`${meeting.allianceId} = ${series.allianceId} and ${meeting.seriesId} = ${series.id}`,
  }),
}));

declareFields(JointMeeting, (field) => ({
  series: field.one(() => MeetingSeries, {
    nullable: true,
    description: 'The series that it is a meeting of (系列会议).',
    on: (series, meeting) => sql`${series.allianceId} = ${meeting.allianceId} and ${series.id} = ${meeting.seriesId}`,
  }),
}));
