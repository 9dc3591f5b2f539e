package dev.emulsion.io.source;

/** What the rows of an index and of a payload have in common: a sample's identity and label. */
public sealed interface SourceRow permits IndexRow, PayloadRow {

  /** Id of the sample; empty if the source has none. */
  String id();

  SourceLabel label();

  /** Where the source has the sample; see {@link Samples#LOCATION}. */
  String location();
}
