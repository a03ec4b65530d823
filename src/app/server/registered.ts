import { agreementNotificationKinds } from '../../modules/agreements/shared/notification-kinds';
import { allianceNotificationKinds } from '../../modules/alliance/shared/notification-kinds';
import { alliancePerformers } from '../../modules/alliance/shared/performers';
import { allianceTokenScopes } from '../../modules/alliance/shared/token-scopes';
import { meetingNotificationKinds } from '../../modules/meetings/shared/notification-kinds';
import { recognitionNotificationKinds } from '../../modules/recognition/shared/notification-kinds';
import { platformPerformers, type Performers } from '../../platform/access/operation';
import type { TokenScopes } from '../../platform/access/viewer';
import { platformTokenScopes } from '../../platform/identity/api-token/token-scopes';
import { platformNotificationKinds, type NotificationKinds } from '../../platform/notifications/notification-kinds';

/* What the modules register with the platform. It does not compile unless everything that a module adds is here. */

/** Kinds that the schema has already; they move to their modules, services and projects, when these are built. */
const kindsAhead = {
  REQUEST_CALLED: 'A request for help (诉求呼叫).',
  REQUEST_OVERDUE: 'A request has waited too long (诉求超期).',
  CLAIM: 'A unit offers to take a project on (认领).',
  OPPORTUNITY: 'Something that a unit could help with (机会).',
};

/** In the order in which the schema names them. */
export const notificationKinds: NotificationKinds = {
  ...agreementNotificationKinds,
  ...meetingNotificationKinds,
  ...kindsAhead,
  ...recognitionNotificationKinds,
  ...allianceNotificationKinds,
  ...platformNotificationKinds,
};

export const performers: Performers = { ...platformPerformers, ...alliancePerformers };

export const tokenScopes: TokenScopes = { ...platformTokenScopes, ...allianceTokenScopes };
