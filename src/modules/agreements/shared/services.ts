import type { AuditLog } from '../../../platform/audit';
import type { DocumentLinks } from '../../../platform/printing';
import type { Sealer } from '../../../platform/sealing';
import type { Workers } from '../../../platform/workers';

/** The services that computed fields of agreements use. */
export interface AgreementServices {
  readonly sealer: Sealer;
  readonly auditLog: Pick<AuditLog, 'checkpoint'>;
  readonly documentLinks: DocumentLinks;
  readonly workers: Workers;
}
