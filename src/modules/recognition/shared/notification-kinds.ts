/** What recognition notifies people of. */
export const recognitionNotificationKinds = { CADENCE: 'A meeting that should be held (会议周期).' } as const;

type RecognitionKinds = typeof recognitionNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends RecognitionKinds {}
}
