import { declareAccess } from '../../../platform/access/access';
import { sql } from '../../../platform/database/sql';
import { secretariatOf } from '../shared/rights';
import { AuditEntry } from './audit-entry.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    audit: AuditEntry;
  }
}

declareAccess<AuditEntry>(AuditEntry, {
  id: 'audit',
  row: (entry) => sql`${entry.allianceId} = any(${secretariatOf})`,
  open: ['id', 'at', 'person', 'action', 'subject', 'details', 'seal'],
});
