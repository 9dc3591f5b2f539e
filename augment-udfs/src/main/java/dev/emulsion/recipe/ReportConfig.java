package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code report} section: what the report of a run costs. It never changes the rows.
 *
 * @param write whether {@code augment} writes a report after the run is sealed
 * @param strips number of rows whose images are shown, 0 to 60
 * @param rows number of rows whose columns, without the images, are summed up; whole shards are
 *     chosen until they have about so many
 * @param maxBytes largest size of the page; images are omitted until it fits
 */
public record ReportConfig(boolean write, int strips, int rows, long maxBytes)
    implements Serializable {

  public static final ReportConfig DEFAULT = new ReportConfig(true, 24, 200_000, 8L << 20);

  private static final int MAX_STRIPS = 60;
  private static final int MAX_ROWS = 100_000_000;
  private static final long MIN_BYTES = 1L << 20;
  private static final long MAX_BYTES = 64L << 20;

  public ReportConfig {
    Require.within("strips", 0, MAX_STRIPS, strips, "a page with more is slow to open");
    Require.within("rows", 1, MAX_ROWS, rows, "summing up more takes as long as another run");
    Require.within("max-size", MIN_BYTES, MAX_BYTES, maxBytes, "browsers open no larger page well");
  }

  static ReportConfig from(Section report) {
    return new ReportConfig(
        report.flag("write", DEFAULT.write),
        report.integer("strips", DEFAULT.strips),
        report.integer("rows", DEFAULT.rows),
        report.bytes("max-size", DEFAULT.maxBytes, Long.MAX_VALUE));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("write", write);
    values.put("strips", strips);
    values.put("rows", rows);
    values.put("max-size", ByteSize.format(maxBytes));
    return values;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
