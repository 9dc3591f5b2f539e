/**
 * Labels. A {@link dev.emulsion.label.Label} is what a sample came with: one class, several
 * classes, or a weight per class. It becomes a {@link dev.emulsion.label.SoftLabel}, smoothed once;
 * mixing combines soft labels. Depends on the JDK only.
 */
package dev.emulsion.label;
