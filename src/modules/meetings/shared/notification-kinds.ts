/** What meetings notify people of. */
export const meetingNotificationKinds = { INVITATION: '会议邀请', ACTION_ITEM_DUE: '事项到期' } as const;

type MeetingKinds = typeof meetingNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends MeetingKinds {}
}
