package dev.emulsion.cli;

import dev.emulsion.image.codec.DecodeNote;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.Names;
import java.io.PrintWriter;

/** Prints what decoding omitted, and which kinds of files were not read. */
final class DecodingSummary {

  private DecodingSummary() {}

  /** Continues the line on quarantined samples, with a count for each kind of file. */
  static void unsupported(Manifest.Decoding decoding, PrintWriter out) {
    if (!decoding.unsupported().isEmpty()) {
      out.printf("             not read: %s%n", Summary.counts(decoding.unsupported()));
    }
  }

  /** A line for each thing that images lost. */
  static void notes(Manifest.Decoding decoding, PrintWriter out) {
    for (DecodeNote note : DecodeNote.values()) {
      long images = decoding.notes().getOrDefault(Names.of(note), 0L);
      if (images > 0) {
        out.printf("%-12s %s %s%n", name(note), Counts.of(images, "image"), text(note));
      }
    }
  }

  /** The codec that decoded; if executors differ, a line for each. */
  static void codecs(Manifest.Decoding decoding, PrintWriter out) {
    boolean differ = decoding.codecs().size() > 1;
    decoding
        .codecs()
        .forEach(
            (codec, images) ->
                out.printf(
                    "codec        %s%s%n",
                    differ ? "for " + Counts.of(images, "image") + ": " : "", codec));
  }

  private static String name(DecodeNote note) {
    return switch (note) {
      case SIXTEEN_BIT -> "16 bits";
      case ORIENTATION -> "orientation";
      case COLOR_SPACE -> "color space";
      case ALPHA -> "alpha";
      case FRAMES -> "animations";
      case PAGES -> "pages";
    };
  }

  private static String text(DecodeNote note) {
    return switch (note) {
      case SIXTEEN_BIT -> "with more than 8 bits per value, reduced by decode.sixteen-bit";
      case ORIENTATION -> "to be turned by EXIF, left as stored by decode.exif-orientation";
      case COLOR_SPACE -> "with a profile or gamma other than sRGB, which is ignored";
      case ALPHA -> "with transparency, which is dropped";
      case FRAMES -> "with several frames, of which the first is used";
      case PAGES -> "with several pages, of which the first is used";
    };
  }
}
