/**
 * The report of a run: what it shows, and the page that shows it.
 *
 * <p>{@link dev.emulsion.report.RunReport} holds every number; written as JSON it is {@code
 * report.json}. {@link dev.emulsion.report.ReportPage} turns it, with {@link
 * dev.emulsion.report.ReportImages}, into one HTML file without scripts or references. {@code
 * jobs.report} collects both. Knows neither Spark nor files.
 */
package dev.emulsion.report;
