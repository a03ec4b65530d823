import { ObjectType } from 'type-graphql';

/** Its figures are declared in report.fields. */
@ObjectType({
  description:
    'The figures that the alliance is judged by, over a period (工作报告). Figures count what happened, whoever may see the rows behind them.',
})
export class AllianceReport {}

@ObjectType({ description: 'What a unit did over a period, in figures (考核).' })
export class UnitAssessment {}
