/** What the alliance notifies people of. */
export const allianceNotificationKinds = { MEMBERSHIP: 'Memberships and roles (成员与角色).' } as const;

type AllianceKinds = typeof allianceNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends AllianceKinds {}
}
