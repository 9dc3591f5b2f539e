/**
 * What makes the images of the documentation, started by {@code docs/make-images.sh}, and the test
 * that they are up to date.
 */
package dev.emulsion.docs;
