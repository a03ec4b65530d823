import { registerEnumType } from 'type-graphql';

/** The kinds of notifications, by what each is called. Modules add theirs, and the app registers them all. */
export interface NotificationKinds {
  SECURITY: string;
  OTHER: string;
}
export type NotificationKind = keyof NotificationKinds;

export const platformNotificationKinds = { SECURITY: '账号安全', OTHER: '其他' } as const;

/** The graph's enumeration, which has its values from when they are registered. */
export const notificationKindEnum: Record<string, string> = {};

/** Registers the kinds of all modules, once and before the schema is built. */
export function registerNotificationKinds(kinds: NotificationKinds): void {
  for (const name of Object.keys(kinds)) notificationKindEnum[name] = name;
  registerEnumType(notificationKindEnum, {
    name: 'NotificationKind',
    description: `${Object.values(kinds).join('、')}。`,
  });
}
