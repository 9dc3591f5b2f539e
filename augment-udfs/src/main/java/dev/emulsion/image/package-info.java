/**
 * Images: what they are, and how they come out of encoded files and go back.
 *
 * <p>{@link dev.emulsion.image.Image} holds pixels, {@link dev.emulsion.image.Size} and {@link
 * dev.emulsion.image.Box} speak of them; height comes before width, row before column.
 *
 * <p>{@link dev.emulsion.image.codec.ImageCodecs#of} makes an {@link
 * dev.emulsion.image.codec.ImageCodec} from {@link dev.emulsion.image.codec.DecodeOptions}.
 * Decoding answers with a {@link dev.emulsion.image.codec.Decoded}: an image, or the reason why
 * there is none; bytes from outside never cause an exception. Everything that decides whether a
 * file is read happens in {@code CheckedCodec}, before a decoder sees it: length, format by its
 * first bytes, header, {@link dev.emulsion.image.codec.DecodeLimits}, and whether the file is
 * whole. Read it first. {@code ImageHeader} and the readers beside it ({@code JpegHeader}, {@code
 * JpegScans}, {@code PngHeader}, {@code WebpHeader}) do the looking and touch no byte beyond the
 * file.
 *
 * <p>Two codecs do the rest, with equal pixels. {@code NativeCodec} has OpenCV, {@code JdkCodec}
 * only what every JDK has. PNG is read by {@code PngReader} in both. Native memory is bounded for
 * the whole process by {@code DecodingMemory}.
 *
 * <p>Operations that look at one sample at a time are a {@link
 * dev.emulsion.image.filter.LookupTable}; {@link dev.emulsion.image.filter.ToneBuffer} makes
 * several changes of tone in few passes; {@link dev.emulsion.image.filter.Blur} and {@link
 * dev.emulsion.image.filter.Sharpening} look at neighbors. Their inner loops come twice, plain and
 * on vectors, with equal results.
 *
 * <p>Rotations, shears and shifts are an {@link dev.emulsion.image.AffineMap}, which says where
 * each point of the output lies in the input, and {@link dev.emulsion.image.Image#warp}, which
 * samples there.
 *
 * <p>Depends on the JDK and OpenCV only. Nothing here is random, and nothing opens a file.
 */
package dev.emulsion.image;
