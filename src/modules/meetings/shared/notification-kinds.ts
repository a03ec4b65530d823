/** What meetings notify people of. */
export const meetingNotificationKinds = {
  INVITATION: 'A meeting to come to (会议邀请).',
  ACTION_ITEM_DUE: 'Something to do after a meeting is due (事项到期).',
} as const;

type MeetingKinds = typeof meetingNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends MeetingKinds {}
}
