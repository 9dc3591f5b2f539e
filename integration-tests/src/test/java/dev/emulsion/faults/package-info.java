/**
 * Seeded faults in real runs of every command that writes: {@code
 * integration-tests/faults/faults.sh} runs as many as one likes.
 */
package dev.emulsion.faults;
