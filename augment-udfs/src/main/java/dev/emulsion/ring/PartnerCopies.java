package dev.emulsion.ring;

import java.io.Serializable;
import java.util.List;

/** The images that are sent as partners to tasks where they are no bases. */
public interface PartnerCopies extends Serializable {

  /** Where a sample is sent as a partner. */
  List<Target> targets(String id, RingLayout layout);

  /** How many images are shuffled in addition to the bases. */
  long size();

  /** Bytes that the driver and each executor keep. */
  long bytes();
}
