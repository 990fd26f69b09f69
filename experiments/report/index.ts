export { writeReport, type ReportOptions } from './writeReport.js';
