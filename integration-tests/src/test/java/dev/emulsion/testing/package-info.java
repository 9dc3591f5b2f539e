/**
 * What integration tests share: one Spark session per JVM ({@link LocalSpark}), small images
 * ({@link TestImages}), recipes in a line ({@link Recipes}), the command line in this JVM ({@link
 * CommandLine}) or in a child process ({@link ChildJvm}), and folders that are copied or deleted as
 * a whole ({@link Folders}).
 */
package dev.emulsion.testing;
