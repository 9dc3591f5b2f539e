package dev.emulsion.jobs.verify;

import java.math.BigInteger;
import java.util.List;

/**
 * What the shards and the quarantine of an epoch contain, by ids.
 *
 * @param incomplete some groups of rows that do not have every variant once
 * @param emitted samples in the shards
 * @param quarantined samples in the quarantine; neither duplicates nor generated images
 * @param ids order-free digest of the ids of both
 * @param joined groups of rows made with a generated image
 * @param unjoined groups of rows made of a sample alone
 */
record EpochContent(
    List<RowGroup> incomplete,
    long emitted,
    long quarantined,
    BigInteger ids,
    long joined,
    long unjoined) {}
