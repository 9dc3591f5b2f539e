/**
 * What every part of Emulsion shares: parameter checks ({@link Require}, {@link Range}), the link
 * between an operation and its name and keys in a recipe ({@link OperationType}, {@link
 * Arguments}), and the two errors of a run, {@link ConfigException} for a wrong request and {@link
 * DataException} for wrong data. Any other exception is a bug.
 */
package dev.emulsion;
