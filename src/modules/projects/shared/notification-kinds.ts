/** What projects and the lists that they come of notify people of. */
export const projectNotificationKinds = {
  CLAIM: '认领',
  OPPORTUNITY: '机会',
  LIST_ROUND: '清单征集',
  BOOKING: '预约',
  MILESTONE_DUE: '节点到期',
} as const;

type ProjectKinds = typeof projectNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends ProjectKinds {}
}
