/* What a program needs to check an evidence file of minutes without a server, a database or a configuration. */
import '../minutes/minutes-evidence.messages';

export { minutesSummary, minutesText } from '../minutes/minutes-evidence-report.rules';
export { minutesChecks, minutesEvidenceSchema, type MinutesEvidence } from '../minutes/minutes-evidence.rules';
