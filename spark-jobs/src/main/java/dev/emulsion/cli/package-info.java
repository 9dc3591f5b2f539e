/**
 * The command line: {@code emulsion COMMAND}.
 *
 * <p>{@link dev.emulsion.cli.Main} registers the commands and maps exceptions to exit codes. Each
 * {@code *Command} declares its options with picocli, opens a session ({@link
 * dev.emulsion.cli.Sessions}), runs one job and prints the report: for people with a {@code
 * *Summary}, for programs with {@code Json}. {@code RecipeOptions} and {@code InputOptions} are the
 * options that commands share. {@code Previews} draws a {@link dev.emulsion.cli.ContactSheet}.
 */
package dev.emulsion.cli;
