package dev.emulsion.ring;

import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.spark.OutputRow;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it receives. */
final class RecordingSink implements PartitionSink {

  final List<String> arrived = new ArrayList<>();
  final List<String> emitted = new ArrayList<>();
  final List<String> quarantined = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();
  String lastMessage = "";
  int decoded;
  int rows;
  int unpaired;
  int closed;

  @Override
  public void baseArrived(EncodedSample base) {
    arrived.add(base.id());
  }

  @Override
  public void decoded(int images) {
    decoded += images;
  }

  @Override
  public void row(OutputRow row) {
    rows++;
  }

  @Override
  public void unpaired() {
    unpaired++;
  }

  @Override
  public void emitted(PreparedSample base) {
    emitted.add(base.id());
  }

  @Override
  public void quarantined(RejectedSample base) {
    quarantined.add(base.id() + " " + base.reason());
    lastMessage = base.message();
  }

  @Override
  public void rejected(RejectedSample generated) {
    rejected.add(generated.id() + " " + generated.reason());
  }

  @Override
  public void close() {
    closed++;
  }
}
