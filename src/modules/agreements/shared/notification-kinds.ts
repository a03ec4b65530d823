/** What agreements notify people of. */
export const agreementNotificationKinds = {
  TO_SIGN: '待签署',
  SIGNATURE_VOIDED: '签名作废',
  AGREEMENT_ENDING: '协议到期',
  COMMITMENT_DUE: '承诺到期',
} as const;

type AgreementKinds = typeof agreementNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends AgreementKinds {}
}
