import type { Person } from '../identity/person/person.entity';
import { Viewer } from '../identity/person/viewer.entity';
import { sql } from '../database/sql';
import { message, type MessageKey, type MessageParameters } from '../i18n/messages';
import { declareFields, type Computing } from '../reads/declarations';
import { Node } from '../reads/node';
import { Notification } from './notification.entity';

/** A notification's key, parameters and subject's id, and the subject if its person may see it now. */
type SummaryNeeds = readonly [
  key: MessageKey,
  parameters: MessageParameters,
  subjectId: string | null,
  subject: object | null,
];

/** Formats notifications. One whose subject is no longer open to the person says only that. */
async function summaries(rows: readonly (readonly unknown[])[], { locale }: Computing): Promise<string[]> {
  return (rows as unknown as readonly SummaryNeeds[]).map(([key, parameters, subjectId, subject]) =>
    subjectId !== null && subject === null ? message(locale, 'notification.closed') : message(locale, key, parameters),
  );
}

declareFields(Notification, (field) => ({
  summary: field.computed(() => String, {
    needs: ['key', 'parameters', 'subjectId', 'subject'],
    cost: 1,
    load: summaries,
    description: "In the request's language (内容).",
  }),
  subject: field.node(() => Node, {
    nullable: true,
    id: (notification) => notification.subjectId,
    description: 'What it is about; null when the person may not see it, or not any more (对象).',
  }),
}));

declareFields<Person>(Viewer, (field) => ({
  notifications: field.connection(() => Notification, {
    by: 'person',
    description: 'What waits for this person (通知), newest first.',
    arguments: [
      {
        argument: 'unreadOnly',
        description: 'Only those that have not been read (仅未读).',
        type: () => Boolean,
        condition: {
          parameterType: 'boolean',
          condition: (notification, unreadOnly) => sql`(${notification.readAt} is null or not ${unreadOnly})`,
        },
      },
    ],
    order: { tag: 'notified', expression: (notification) => notification.at, type: 'timestamptz', direction: 'desc' },
  }),
}));
