import { Int } from 'type-graphql';
import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { ExportNeedsInput, ExportResourcesInput } from './entry-export.inputs';
import { exportNeeds, exportResources } from './entry-export.service';

const options = {
  by: 'person',
  who: ['secretariat', 'unit'],
  token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
  payload: {
    fileName: { type: () => String, description: 'What to call it (文件名).' },
    contentBase64: { type: () => String, description: 'The file in base64 (文件内容).' },
    entries: { type: () => Int, description: 'How many entries it holds (条数).' },
  },
  payloadDescription: 'The file (文件).',
} as const;

const HOW =
  'In the request’s language, as the import takes it again: by the unit’s staff what is its own, by the secretariat everything. ' +
  'A text that a spreadsheet program would compute begins with an apostrophe.';

// mutations, since who took a list away is written down
declareMutations({
  exportNeeds: mutation(exportNeeds, {
    ...options,
    input: ExportNeedsInput,
    description: `Writes needs into a file (导出需求清单). ${HOW}`,
  }),
  exportResources: mutation(exportResources, {
    ...options,
    input: ExportResourcesInput,
    description: `Writes resources into a file (导出资源清单). ${HOW}`,
  }),
});
