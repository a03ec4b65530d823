import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { AuditEntry } from './audit-entry.entity';

declareFields(AuditEntry, (field) => ({
  seal: field.expression(
    () => String,
    'string',
    (entry) => sql`(
      select encode(seal.hash, 'hex')
      from audit_seals seal
      where seal.entry_id = ${entry.id}
    )`,
    {
      nullable: true,
      description:
        'SHA-256, hex, over the seal before it and this entry (封印); null for a moment after it was written.',
    },
  ),
}));
