/* What checking an evidence file takes, for a program that has no server, database or configuration. */
import '../agreement/agreement.messages';
import '../proof/evidence-report.messages';
import '../proof/integrity.messages';

export { checkLines, clauseLines, summaryLines } from '../proof/evidence-report.rules';
export { evidenceProblems, evidenceSchema, keysSchema } from '../proof/evidence.rules';
