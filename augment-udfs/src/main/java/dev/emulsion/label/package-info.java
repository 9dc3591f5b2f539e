/** Labels: {@link SoftLabel}, a distribution over classes, smoothed once and then mixed. */
package dev.emulsion.label;
