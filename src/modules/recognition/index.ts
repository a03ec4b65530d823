/**
 * Recognition (考核与表彰): what the alliance and its units have done, in figures.
 *
 * - report (工作报告): the alliance's figures over a period; assessment (考核): a unit's
 * - period (期间): from one day to another, both included, by the days of the alliance's time zone
 */
import '../meetings';
import './report/report.fields';
