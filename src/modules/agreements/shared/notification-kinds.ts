/** What agreements notify people of. */
export const agreementNotificationKinds = {
  TO_SIGN: 'An agreement waits for a signature (待签署).',
  SIGNATURE_VOIDED: 'A new text has voided a signature (签名作废).',
  AGREEMENT_ENDING: 'An agreement is about to end (协议到期).',
  COMMITMENT_DUE: 'A commitment is due (承诺到期).',
} as const;

type AgreementKinds = typeof agreementNotificationKinds;

declare module '../../../platform/notifications/notification-kinds' {
  interface NotificationKinds extends AgreementKinds {}
}
