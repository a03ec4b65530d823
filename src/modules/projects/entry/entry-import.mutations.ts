import { Int } from 'type-graphql';
import { LIMITS } from '../../../platform/budgets';
import { declareMutations, preparedMutation } from '../../../platform/writes/declarations';
import { ImportRowError } from '../../alliance';
import { writesAnywhere } from '../../alliance/shared/rights';
import { ImportNeedsInput, ImportResourcesInput } from './entry-import.inputs';
import { importNeeds, importResources } from './entry-import.service';

const options = {
  by: 'person',
  who: ['secretariat', 'unit'],
  token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
  largeInput: { bytes: LIMITS.importBodyBytes, from: writesAnywhere },
  payload: {
    created: { type: () => Int, description: 'Entries that are new (新增).' },
    updated: { type: () => Int, description: 'Entries of which something changed (更新).' },
    unchanged: { type: () => Int, description: 'Entries that the file tells nothing new of (未变).' },
    rowErrors: {
      type: () => [ImportRowError] as const,
      description: 'Every problem of every row (错误), up to the first thousand.',
    },
  },
  payloadDescription: 'What an import did, or with dryRun would do (导入结果). With row errors: nothing.',
} as const;

const HOW =
  'Entries are matched by their id, else by unit and title. By the unit’s staff what is its own; by the secretariat ' +
  'everything. All rows land or none.';

declareMutations({
  importNeeds: preparedMutation(importNeeds, {
    ...options,
    input: ImportNeedsInput,
    description: `Brings in needs from a file (导入需求清单). ${HOW}`,
  }),
  importResources: preparedMutation(importResources, {
    ...options,
    input: ImportResourcesInput,
    description: `Brings in resources from a file (导入资源清单). ${HOW}`,
  }),
});
