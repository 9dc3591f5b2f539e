package dev.emulsion.image.codec;

import java.util.List;

/** What the first bytes of a file say of its format, of those that are read and of others. */
final class FileSignature {

  private static final String READ = "; JPEG, PNG, WebP, BMP, GIF, PBM, PGM, PPM and TIFF are read";

  /** Characters that begin a file, of which a {@code .} is any, and what the file is. */
  private record Signature(String start, String kind, String description) {

    boolean begins(ByteReader bytes) {
      for (int i = 0; i < start.length(); i++) {
        if (start.charAt(i) != '.' && !bytes.has(i, start.substring(i, i + 1))) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Signature> OTHERS =
      List.of(
          new Signature("....ftypavif", "AVIF", "an AVIF"),
          new Signature("....ftypavis", "AVIF", "an AVIF"),
          new Signature("....ftyphei", "HEIC", "a HEIC"),
          new Signature("....ftyphev", "HEIC", "a HEIC"),
          new Signature("....ftypmif1", "HEIC", "a HEIC"),
          new Signature("....ftypmsf1", "HEIC", "a HEIC"),
          new Signature("....ftyp", "video", "a video (MP4 or QuickTime)"),
          new Signature("\0\0\0\u000CjP  ", "JPEG 2000", "a JPEG 2000"),
          new Signature("\u00FFO\u00FFQ", "JPEG 2000", "a JPEG 2000"),
          new Signature("\0\0\0\u000CJXL ", "JPEG XL", "a JPEG XL"),
          new Signature("\u00FF\n", "JPEG XL", "a JPEG XL"),
          new Signature("II+\0", "BigTIFF", "a BigTIFF"),
          new Signature("MM\0+", "BigTIFF", "a BigTIFF"),
          new Signature("II\u00BC", "JPEG XR", "a JPEG XR"),
          new Signature("8BPS", "PSD", "a Photoshop document"),
          new Signature("P7\n", "PAM", "a PAM"),
          new Signature("Pf", "PFM", "a PFM"),
          new Signature("PF", "PFM", "a PFM"),
          new Signature("v/1\u0001", "OpenEXR", "an OpenEXR"),
          new Signature("#?RADIANCE", "Radiance HDR", "a Radiance HDR"),
          new Signature("DDS ", "DDS", "a DDS"),
          new Signature("\0\0\u0001\0", "ICO", "an ICO"),
          new Signature("RIFF", "RIFF", "a RIFF file other than WebP"),
          new Signature("%PDF", "PDF", "a PDF"),
          new Signature("%!PS", "PostScript", "PostScript"),
          new Signature("<svg", "SVG", "an SVG"),
          new Signature("<?xml", "XML", "XML, perhaps an SVG"),
          new Signature("<!DOCTYPE", "HTML", "an HTML page"),
          new Signature("<!doctype", "HTML", "an HTML page"),
          new Signature("<html", "HTML", "an HTML page"),
          new Signature("version https://git-lfs", "Git LFS", "a Git LFS pointer"));

  private FileSignature() {}

  static FileFormat format(ByteReader bytes) throws DecodeException {
    if (bytes.has(0, "\u00FF\u00D8")) {
      return FileFormat.JPEG;
    }
    if (bytes.has(0, "\u0089PNG\r\n\u001a\n")) {
      return FileFormat.PNG;
    }
    if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      return FileFormat.WEBP;
    }
    if (bytes.has(0, "BM")) {
      return FileFormat.BMP;
    }
    if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
      return FileFormat.GIF;
    }
    if (bytes.has(0, "II*\0") || bytes.has(0, "MM\0*")) {
      return FileFormat.TIFF;
    }
    if (isPnm(bytes)) {
      return FileFormat.PNM;
    }
    throw unknown(bytes);
  }

  private static boolean isPnm(ByteReader bytes) throws DecodeException {
    return bytes.length() > 2
        && bytes.has(0, "P")
        && bytes.u8(1) >= '1'
        && bytes.u8(1) <= '6'
        && PnmHeader.isSpace(bytes.u8(2));
  }

  private static DecodeException unknown(ByteReader bytes) {
    for (Signature other : OTHERS) {
      if (other.begins(bytes)) {
        return DecodeException.unsupported(
            other.kind(), "the file is " + other.description() + READ);
      }
    }
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < Math.min(4, bytes.length()); i++) {
      start.append(String.format(" %02x", bytes.data()[i]));
    }
    return DecodeException.unsupported(
        "unknown", "the file is not a known image format (it begins with" + start + ")" + READ);
  }
}
