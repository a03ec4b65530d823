/**
 * The audit log (审计日志): who did what, in a form that proves itself, and that whoever keeps a line of it elsewhere can hold
 * the platform to. See docs/audit.md.
 *
 * - entry (审计记录): one thing that was done, sealed by the server that wrote it
 * - seal (封印): an entry's hash in its alliance's chain, and a leaf of the log's tree
 * - checkpoint (检查点): the tree's signed head (C2SP tlog-checkpoint)
 * - continuation (延续证明): what proves that a checkpoint's log continues an older one's
 */
import './audit.messages';

export { AuditLog, SEALED_AT_ONCE, UNSEALED_AGE, type Committed } from './audit-log';
export { checkAuditLog, type AuditProblem, type AuditReport } from './audit-check';
export { BrokenLog } from './stored-tree';
