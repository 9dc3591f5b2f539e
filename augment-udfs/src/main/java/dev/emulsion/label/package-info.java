/**
 * Labels: a {@link Label} is what a sample came with, one class, several or a weight per class. It
 * becomes a {@link SoftLabel}, smoothed once, and those are mixed.
 */
package dev.emulsion.label;
