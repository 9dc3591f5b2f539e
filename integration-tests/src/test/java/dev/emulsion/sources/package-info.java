/** The sources end to end: what is read of each, what goes wrong, and what ingest makes of them. */
package dev.emulsion.sources;
