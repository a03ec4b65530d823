import { declareFields } from '../../../platform/reads/declarations';
import { Territory } from '../territory/territory.entity';
import { MemberReport } from './member-report.entity';

declareFields(Territory, (field) => ({
  memberReports: field.many(() => MemberReport, {
    by: 'territory',
    order: (report) => report.reportedOn,
    estimatedCount: 20,
    description: 'In-service members who have reported to it (在职党员报到).',
  }),
}));
