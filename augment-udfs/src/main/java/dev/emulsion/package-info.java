/**
 * What every part of Emulsion shares: parameter checks ({@link Require}, {@link Range}), the link
 * between an operation and its name and keys in a recipe ({@link OperationType}, {@link
 * Arguments}), the two errors of a run, {@link ConfigException} for a wrong request and {@link
 * DataException} for wrong data, and what may be displayed of the data's own words ({@link
 * Printable}). Any other exception is a bug or a failure of storage.
 */
package dev.emulsion;
