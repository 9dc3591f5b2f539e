package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PngChunksTest {

  private static final ImageCodec CODEC =
      new JdkCodec(
          new DecodeOptions(Codec.JDK, Orientation.IGNORE, Truncated.REJECT, DecodeLimits.DEFAULT));

  private static final int HEADER_BYTES = 8 + 12 + 13;

  @Test
  void dataMayBeCutIntoChunksAnywhere() {
    byte[] samples = new byte[3 * 5 * 4];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * i);
    }
    Image image = Image.of(5, 4, 3, samples);
    byte[] png = PngWriter.encode(image);
    int length = ByteBuffer.wrap(png).getInt(HEADER_BYTES);
    byte[] data = Arrays.copyOfRange(png, HEADER_BYTES + 8, HEADER_BYTES + 8 + length);
    for (int cut = 0; cut <= data.length; cut++) {
      assertThat(CODEC.decode(cut(png, data, cut)))
          .as("second chunk begins at %d of %d", cut, data.length)
          .isEqualTo(new Decoded.DecodedImage(image));
    }
  }

  private static byte[] cut(byte[] png, byte[] data, int at) {
    byte[] end = Arrays.copyOfRange(png, HEADER_BYTES + 12 + data.length, png.length);
    return ByteBuffer.allocate(png.length + 12)
        .put(png, 0, HEADER_BYTES)
        .put(chunk(Arrays.copyOf(data, at)))
        .put(chunk(Arrays.copyOfRange(data, at, data.length)))
        .put(end)
        .array();
  }

  private static byte[] chunk(byte[] data) {
    byte[] named =
        ByteBuffer.allocate(4 + data.length)
            .put("IDAT".getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(named);
    return ByteBuffer.allocate(8 + named.length)
        .putInt(data.length)
        .put(named)
        .putInt((int) crc.getValue())
        .array();
  }
}
