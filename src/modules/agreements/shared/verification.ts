/* What a program needs to check an evidence file without a server, a database or a configuration. */
import '../agreement/agreement.messages';
import '../proof/evidence-report.messages';
import '../proof/integrity.messages';

export { checkLines, clauseLines, shown, summaryLines } from '../proof/evidence-report.rules';
export { evidenceProblems, evidenceSchema, keysSchema, type Evidence } from '../proof/evidence.rules';
