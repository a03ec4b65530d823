import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { MemberReport } from './member-report.entity';
import { ReportMemberInput, ReviewMemberReportInput } from './member-report.inputs';
import { reportMember, reviewMemberReport } from './member-report.service';

declareMutations({
  reportMember: mutation(reportMember, {
    input: ReportMemberInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: 'An in-service member of the unit reports to a territory (在职党员报到): by the unit’s people.',
    payload: { report: () => MemberReport },
    payloadDescription: 'The report (报到).',
  }),
  reviewMemberReport: mutation(reviewMemberReport, {
    input: ReviewMemberReportInput,
    by: 'person',
    who: ['secretariat', 'dispatcher', 'convenor'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Judges how a member who reported has served (评议): by dispatchers there, the community’s convenor and the secretariat.',
    payload: { report: () => MemberReport },
    payloadDescription: 'The report with its review (评议后的报到).',
  }),
});
