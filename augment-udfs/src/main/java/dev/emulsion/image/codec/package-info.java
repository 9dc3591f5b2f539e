/**
 * Image files: encoded bytes to pixels, and back to JPEG, PNG and WebP, equal to Pillow byte for
 * byte.
 *
 * <p>{@link dev.emulsion.image.codec.ImageCodecs#of} makes the {@link
 * dev.emulsion.image.codec.ImageCodec} that {@link dev.emulsion.image.codec.DecodeOptions} ask for.
 * Decoding returns a {@link dev.emulsion.image.codec.Decoded}: the image, or the reason for its
 * rejection. Bad bytes never cause an exception outside this package.
 *
 * <p>Read {@code CheckedCodec} first. It decides whether a file is accepted before decoding it:
 * length, format (by the first bytes), header, {@link dev.emulsion.image.codec.DecodeLimits}, and
 * whether the file is complete. {@code ImageHeader}, the header of each format, such as {@code
 * PngHeader}, and {@code JpegScans} do the parsing and never read past the end. {@link
 * dev.emulsion.image.codec.HeaderProbe} exposes the header alone, {@link
 * dev.emulsion.image.codec.DecodeNote} what decoding omits.
 *
 * <p>Two codecs decode what passed, to equal pixels: {@code NativeCodec} uses OpenCV, {@code
 * JdkCodec} only the JDK, with {@code JpegDecoder}. Both differ only in JPEG and WebP; a reader of
 * this package, such as {@code PngReader}, decodes each other format. {@code DecodingMemory} bounds
 * the native memory of the whole process.
 *
 * <p>Depends on {@code image} and OpenCV.
 */
package dev.emulsion.image.codec;
