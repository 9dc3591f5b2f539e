package dev.emulsion.ring;

import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.spark.OutputRow;

/** Receives what happens to the samples of one partition while a {@link PairingIterator} runs. */
public interface PartitionSink {

  /** A base arrived in the partition, with its side inputs. */
  void baseArrived(EncodedSample base);

  /** Images were decoded, or rejected by the decoder. */
  void decoded(int images);

  /** A row is complete. */
  void row(OutputRow row);

  /** No sample qualifies as partner of a base, which is emitted unmixed. */
  void unpaired();

  /** All rows of a base were handed to the batcher. */
  void emitted(PreparedSample base);

  /** A base leaves no row. */
  void quarantined(RejectedSample base);

  /** A generated image of a base cannot be used; the base may still leave rows. */
  void rejected(RejectedSample generated);

  /** The last row is complete. */
  void close();
}
