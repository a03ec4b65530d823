import { describeEnum } from '../reads/enums';

/** The kinds of notifications, each with its description. Modules add theirs, and the app registers them all. */
export interface NotificationKinds {
  SECURITY: string;
  OTHER: string;
}
export type NotificationKind = keyof NotificationKinds;

export const platformNotificationKinds = {
  SECURITY: 'The security of the account (账号安全).',
  OTHER: 'Anything else (其他).',
} as const;

/** The graph's enumeration, which has its values from when they are registered. */
export const notificationKindEnum: Record<string, string> = {};

/** Registers the kinds of all modules, once and before the schema is built. */
export function registerNotificationKinds(kinds: NotificationKinds): void {
  for (const name of Object.keys(kinds)) notificationKindEnum[name] = name;
  describeEnum(notificationKindEnum, {
    name: 'NotificationKind',
    description: 'What a notification is about (通知类型).',
    values: { ...kinds },
  });
}
