/**
 * What every part of Emulsion shares: how parameters are checked ({@link Require}) and the two ways
 * a run can be refused, {@link ConfigException} for a wrong request and {@link DataException} for
 * wrong data. Anything else that is thrown is a bug.
 */
package dev.emulsion;
