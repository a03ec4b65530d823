import { Field, Int, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../platform/budgets';
import { declareMutations, preparedMutation } from '../../../platform/writes/declarations';
import { ImportMemberUnitsInput } from './roster-import.inputs';
import { isSecretariatAnywhere } from '../shared/rights';
import { importMemberUnits } from './roster-import.service';

@ObjectType({ description: 'What is wrong with a row of a roster (名册中的错误).' })
export class ImportRowError {
  @Field(() => Int, {
    description: 'Counted in the file as a person sees it: from 1, title and header lines included (行号).',
  })
  row!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The header of the column at fault, as in the file (列名); null when it is the whole row.',
  })
  column!: string | null;

  @Field(() => String, { description: "In the request's language (原因)." })
  message!: string;
}

declareMutations({
  importMemberUnits: preparedMutation(importMemberUnits, {
    input: ImportMemberUnitsInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    largeInput: { bytes: LIMITS.importBodyBytes, from: isSecretariatAnywhere },
    description:
      'Brings in a roster of member units (导入成员单位名册), matched by credit code, else by name. ' +
      'By the secretariat. All rows land or none.',
    payload: {
      created: { type: () => Int, description: 'Units that became members (新增).' },
      updated: { type: () => Int, description: 'Units of which something changed (更新).' },
      unchanged: { type: () => Int, description: 'Units that the file tells nothing new of (未变).' },
      rowErrors: {
        type: () => [ImportRowError],
        description: 'Every problem of every row (错误), up to the first thousand.',
      },
    },
    payloadDescription: 'What an import did, or with dryRun would do (导入结果). With row errors: nothing.',
  }),
});
