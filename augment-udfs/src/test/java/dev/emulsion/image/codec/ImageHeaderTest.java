package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.Size;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageHeaderTest {

  private static final String[] FILES = {
    Samples.JPEG,
    Samples.PNG,
    "images/w_37x53_lossy.webp",
    "images/w_37x53_ll.webp",
    "images/w_37x53_alpha.webp",
    "images/cmykp_37x53_90.jpg",
    "others/exif6.webp",
    "others/exif6.png"
  };

  @ParameterizedTest
  @CsvSource({
    "images/j_37x53_2_50_1.jpg, JPEG, 37, 53, 3, 1",
    "images/cmykp_37x53_90.jpg, JPEG, 37, 53, 4, 1",
    "images/p0_16_0_13x11.png, PNG, 11, 13, 1, 1",
    "images/p3_2_0_13x11.png, PNG, 11, 13, 1, 1",
    "images/p4_8_1_13x11.png, PNG, 11, 13, 2, 1",
    "images/p6_8_1_13x11.png, PNG, 11, 13, 4, 1",
    "images/w_37x53_lossy.webp, WEBP, 37, 53, 3, 1",
    "images/w_37x53_ll.webp, WEBP, 37, 53, 3, 1",
    "images/w_37x53_alpha.webp, WEBP, 37, 53, 4, 1",
    "images/w_37x53_alphall.webp, WEBP, 37, 53, 4, 1",
    "others/exif6.png, PNG, 37, 53, 3, 6",
    "others/exif6.webp, WEBP, 37, 53, 3, 6"
  })
  void headersSayFormatSizeChannelsAndOrientation(
      String file, FileFormat format, int height, int width, int channels, int orientation)
      throws DecodeException {
    ImageHeader header = ImageHeader.read(Samples.file(file), DecodeLimits.DEFAULT);
    assertThat(header)
        .isEqualTo(
            new ImageHeader(
                format, new Size(height, width), channels, orientation, header.notes()));
  }

  @Test
  void jpegHeadersTellWhatTheComponentsMean() throws DecodeException {
    assertThat(colors("j_37x53_0_90_0")).isEqualTo(JpegHeader.Colors.YCC);
    assertThat(colors("adobe0_nojfif")).isEqualTo(JpegHeader.Colors.RGB);
    // JFIF is believed before Adobe
    assertThat(colors("adobe0_jfif")).isEqualTo(JpegHeader.Colors.YCC);
    assertThat(colors("idsrgb_nojfif")).isEqualTo(JpegHeader.Colors.RGB);
    assertThat(colors("ids789_nojfif")).isEqualTo(JpegHeader.Colors.YCC);
    assertThat(colors("ycck2")).isEqualTo(JpegHeader.Colors.YCCK);
    assertThat(colors("cmyk_noadobe")).isEqualTo(JpegHeader.Colors.CMYK);
  }

  private static JpegHeader.Colors colors(String name) throws DecodeException {
    return JpegHeader.read(Samples.file("images/" + name + ".jpg"), DecodeLimits.DEFAULT).colors();
  }

  @Property(tries = 5000)
  void anyHeaderIsReadOrRejectedWithinItsBytes(
      @ForAll @IntRange(max = 7) int file,
      @ForAll @IntRange(max = 400) int where,
      @ForAll byte value,
      @ForAll @IntRange(max = 800) int length) {
    byte[] bytes = Samples.file(FILES[file]);
    bytes[where % bytes.length] = value;
    bytes = Arrays.copyOf(bytes, Math.min(length, bytes.length));
    // Anything but a header or a Refusal would fail the property.
    try {
      assertThat(ImageHeader.read(bytes, DecodeLimits.DEFAULT).size().longSide())
          .isLessThanOrEqualTo(DecodeLimits.DEFAULT.maxSide());
    } catch (DecodeException refusal) {
      assertThat(refusal.rejected().message()).isNotBlank();
    }
  }

  @Test
  void claimedSizesAllocateNothing() {
    byte[] png = Samples.file(Samples.PNG);
    // 7,999 pixels per side are allowed and would take 192 MB; a chunk claims 2 GB more.
    System.arraycopy(Samples.bytes(0, 0, 0x1F, 0x3F, 0, 0, 0x1F, 0x3F), 0, png, 16, 8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ImageCodec codec = Samples.strict(DecodeOptions.Codec.JDK);
    codec.decode(png);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int at = 33; at < png.length - 4; at++) {
      byte[] claim = png.clone();
      System.arraycopy(Samples.bytes(0x7F, 0xFF, 0xFF, 0xF0), 0, claim, at, 4);
      codec.decode(claim);
    }
    long perFile = (threads.getCurrentThreadAllocatedBytes() - before) / (png.length - 37);
    assertThat(perFile).isLessThan(100_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0 1 2 3 4 5",
    "2, 2 1 0 5 4 3",
    "3, 5 4 3 2 1 0",
    "4, 3 4 5 0 1 2",
    "5, 0 3 1 4 2 5",
    "6, 3 0 4 1 5 2",
    "7, 5 2 4 1 3 0",
    "8, 2 5 1 4 0 3"
  })
  void orientationsTurnAndMirror(int orientation, String expected) {
    // 0 1 2
    // 3 4 5
    Image upright = Exif.upright(Image.of(2, 3, 1, Samples.bytes(0, 1, 2, 3, 4, 5)), orientation);
    int[] samples = Arrays.stream(expected.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(upright.samples()).isEqualTo(Samples.bytes(samples));
    assertThat(upright.height()).isEqualTo(orientation < 5 ? 2 : 3);
  }

  @Test
  void limitsMustBePositive() {
    assertThatThrownBy(() -> new DecodeLimits(0, 1, 1))
        .hasMessage("max-bytes must be at least 1, was 0");
    assertThatThrownBy(() -> new DecodeLimits(1, 0, 1))
        .hasMessage("max-side must be at least 1, was 0");
    assertThatThrownBy(() -> new DecodeLimits(1, 1, 0))
        .hasMessage("max-pixels must be at least 1, was 0");
  }
}
