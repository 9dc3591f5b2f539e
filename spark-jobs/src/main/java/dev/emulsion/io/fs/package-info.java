/**
 * Files on any Hadoop file system: local disks, HDFS, S3.
 *
 * <p>{@link dev.emulsion.io.fs.AtomicFile} writes small files completely or not at all; {@link
 * dev.emulsion.io.fs.ParallelListing} lists large trees with Spark; {@link dev.emulsion.io.fs.Tar}
 * finds the members of an archive without reading them. {@link
 * dev.emulsion.io.fs.SerializableHadoopConf} and {@link dev.emulsion.io.fs.RemoteDirectory} carry
 * configuration and paths to tasks. {@link dev.emulsion.io.fs.PosixLocalFileSystem} is the local
 * disk of local sessions.
 */
package dev.emulsion.io.fs;
