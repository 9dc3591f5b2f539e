/**
 * What makes the pictures of the documentation, started by {@code docs/make-pictures.sh}, and the
 * test that they are up to date.
 */
package dev.emulsion.docs;
