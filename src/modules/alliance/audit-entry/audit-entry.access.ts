import { declareAccess, extendAccess } from '../../../platform/access/access';
import { or, sql } from '../../../platform/database/sql';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { administers, secretariatOf } from '../shared/rights';
import { AuditEntry } from './audit-entry.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    audit: AuditEntry;
  }
}

declareAccess<AuditEntry>(AuditEntry, {
  id: 'audit',
  row: (entry) =>
    or(sql`${entry.allianceId} = any(${secretariatOf})`, sql`(${entry.allianceId} is null and ${administers})`),
  open: ['id', 'at', 'person', 'action', 'subject', 'details', 'seal'],
});

extendAccess(Viewer, { rules: { installationAudit: () => sql`${administers}` } });
