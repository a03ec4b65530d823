import type { AuditLog } from '../../../platform/audit';
import type { DocumentLinks } from '../../../platform/printing';
import type { Sealer } from '../../../platform/sealing';

/** The services that computed fields of meetings use. */
export interface MeetingServices {
  readonly sealer: Sealer;
  readonly auditLog: Pick<AuditLog, 'checkpoint' | 'proofOf'>;
  readonly documentLinks: DocumentLinks;
}
