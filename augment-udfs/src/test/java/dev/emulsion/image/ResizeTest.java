package dev.emulsion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.VectorModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizeTest {

  @Test
  void bilinearHalvingAveragesThreeToOne() {
    // output 0 has its center at 1, between the first two; a triangle of half-width 2 gives
    // inputs 0, 1, 2 the weights 3/4, 3/4, 1/4 of 7/4: (3·0 + 3·70 + 1·140) / 7 = 50
    Image half = Images.gray(1, 4, 0, 70, 140, 210).resize(new Size(1, 2), Filter.BILINEAR);
    assertThat(half.value(0, 0, 0)).isEqualTo(50);
    assertThat(half.value(0, 1, 0)).isEqualTo(160);
  }

  @Test
  void boxHalvingIsTheMeanOfTwo() {
    assertThat(Images.gray(1, 4, 10, 20, 30, 41).resize(new Size(1, 2), Filter.BOX))
        .isEqualTo(Images.gray(1, 2, 15, 36)); // 35.5 goes up
  }

  @Test
  void nearestTakesThePixelUnderTheCenter() {
    assertThat(Images.gray(1, 5, 0, 1, 2, 3, 4).resize(new Size(1, 3), Filter.NEAREST))
        .isEqualTo(Images.gray(1, 3, 0, 2, 4)); // centers 0.83, 2.5, 4.17
  }

  @Test
  void bicubicOvershootsAndIsClipped() {
    Image edge = Images.gray(1, 4, 0, 0, 255, 255).resize(new Size(1, 8), Filter.BICUBIC);
    assertThat(edge.value(0, 2, 0)).isZero();
    assertThat(edge.value(0, 5, 0)).isEqualTo(255);
  }

  @Test
  void transparentPixelsDoNotBleed() {
    // opaque red beside transparent green: the mixture is red, half opaque
    Image pair = Image.of(1, 2, 4, new byte[] {-1, 0, 0, -1, 0, -1, 0, 0});
    Image one = pair.resize(new Size(1, 1), Filter.BOX);
    assertThat(one.samples()).containsExactly(-1, 0, 0, (byte) 128);
  }

  @Test
  void regionMayCutPixels() {
    // from the middle of the first pixel to the middle of the second: both count alike
    SubpixelBox middle = new SubpixelBox(0, 0.5f, 1, 1.5f);
    assertThat(Images.gray(1, 2, 100, 200).resize(middle, new Size(1, 1), Filter.BILINEAR))
        .isEqualTo(Images.gray(1, 1, 150));
  }

  @Test
  void equalSizesAreNotTouched() {
    Image image = Images.noise(5, 6, 3, 1);
    assertThat(image.resize(new Size(5, 6), Filter.LANCZOS)).isEqualTo(image);
  }

  @Test
  void boxesAndRegionsOutsideAreRejected() {
    Image image = Images.black(4, 4);
    Size size = Size.square(2);
    assertThatThrownBy(() -> image.resize(new Box(0, 1, 4, 4), size, Filter.BICUBIC))
        .hasMessage("Box[top=0, left=1, height=4, width=4] must be inside 4×4 and not empty");
    assertThatThrownBy(() -> image.resize(new Box(1, 1, 0, 2), size, Filter.BICUBIC))
        .hasMessage("Box[top=1, left=1, height=0, width=2] must be inside 4×4 and not empty");
    assertThatThrownBy(() -> image.resize(new SubpixelBox(0, 0, 4.5f, 4), size, Filter.BICUBIC))
        .hasMessageEndingWith("must be inside 4×4");
    assertThatThrownBy(() -> new SubpixelBox(2, 0, 2, 4))
        .hasMessage(
            "region must be inside the image and not empty, was rows 2.0 to 2.0, columns 0.0 to"
                + " 4.0");
  }

  @Property(tries = 300)
  void croppingIsPartOfTheResize(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 50) int toHeight,
      @ForAll @IntRange(min = 1, max = 50) int toWidth,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll Filter filter,
      @ForAll @IntRange(min = 0, max = 5) int margin) {
    Image image = Images.noise(height + margin, width + 2 * margin, channels, height * 41 + width);
    Box box = new Box(margin / 2, margin, height, width);
    Size size = new Size(toHeight, toWidth);
    Image resized = image.resize(box, size, filter);
    assertThat(resized).isEqualTo(image.crop(box).resize(size, filter));
    assertThat(resized.size()).isEqualTo(size);
    assertThat(resized.channels()).isEqualTo(channels);
  }

  @Property(tries = 300)
  void everyKernelGivesTheSameBytes(
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int toHeight,
      @ForAll @IntRange(min = 1, max = 60) int toWidth,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll Filter filter) {
    Image image = Images.noise(height, width, channels, height * 61L + width);
    Size size = new Size(toHeight, toWidth);
    SubpixelBox whole = SubpixelBox.whole(height, width);
    Box all = Box.whole(image.size());
    Image scalar = new Resampling(Optional.empty()).resized(image, all, whole, size, filter);
    assertThat(
            new Resampling(Optional.of(new VectorRows())).resized(image, all, whole, size, filter))
        .isEqualTo(scalar);
    assertThat(image.resize(size, filter)).isEqualTo(scalar);
  }

  @Test
  void aJvmWithoutTheVectorModuleGivesTheSameBytes() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ResizeTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed.strip()).isEqualTo("false " + image().hashCode());
    assertThat(java.waitFor()).isZero();
  }

  /** Whether this JVM has the vector module, and what it makes of an image. */
  public static void main(String[] arguments) {
    boolean vectors = VectorModule.isPresent();
    System.out.println(vectors + " " + image().hashCode());
  }

  private static Image image() {
    return Images.noise(61, 83, 3, 5).resize(new Size(32, 40), Filter.BICUBIC);
  }

  @Property(tries = 100)
  void flatImagesStayFlat(
      @ForAll @IntRange(min = 1, max = 50) int side,
      @ForAll @IntRange(min = 1, max = 50) int to,
      @ForAll @IntRange(min = 0, max = 255) int level,
      @ForAll Filter filter) {
    assertThat(Images.flat(side, side, level, 7, 255).resize(Size.square(to), filter))
        .isEqualTo(Images.flat(to, to, level, 7, 255));
  }

  @Property(tries = 200)
  void paddingAndCroppingBackIsTheIdentity(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 0, max = 20) int top,
      @ForAll @IntRange(min = 0, max = 20) int left,
      @ForAll Border.Mode mode) {
    Image image = Images.noise(height, width, 3, height * 10 + width);
    Padding sides = new Padding(top, left, left, top);
    Image padded = image.pad(sides, new Border(mode, List.of(3)));
    assertThat(padded.size()).isEqualTo(new Size(height + top + left, width + left + top));
    assertThat(padded.crop(new Box(top, left, height, width))).isEqualTo(image);
  }
}
