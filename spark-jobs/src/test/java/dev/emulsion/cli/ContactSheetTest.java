package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContactSheetTest {

  private static final int SIDE = ContactSheet.SIDE;
  private static final int SECOND = SIDE + ContactSheet.GAP;
  private static final int THIRD = 2 * SECOND;
  private static final int RED = 0xFFC80A14;
  private static final int GREEN = 0xFF0AC814;
  private static final int BLUE = 0xFF140AC8;

  static Stream<TextRenderer> renderers() {
    return Stream.of(TextRenderer.create(), new BitmapTextRenderer());
  }

  @Test
  void panelsAreInTheOrderBasePartnerMixture() throws IOException {
    BufferedImage sheet = read(new ContactSheet("header", Collections.nCopies(3, mixed("cat"))));

    for (int r = 0; r < 3; r++) {
      Point corner = corner(r);
      for (int inset : new int[] {0, SIDE - 1}) {
        int y = corner.y + inset;
        assertThat(sheet.getRGB(corner.x + inset, y)).isEqualTo(RED);
        assertThat(sheet.getRGB(corner.x + SECOND + inset, y)).isEqualTo(GREEN);
        assertThat(sheet.getRGB(corner.x + THIRD + inset, y)).isEqualTo(BLUE);
      }
    }
    // two rows share a line, the third begins the next one
    assertThat(corner(1).y).isEqualTo(corner(0).y);
    assertThat(corner(2).x).isEqualTo(corner(0).x);
    assertThat(sheet.getHeight()).isGreaterThan(corner(2).y + SIDE);
    assertThat(sheet.getWidth()).isGreaterThan(corner(1).x + THIRD + SIDE);
  }

  @Test
  void anImageOfThePanelSizeIsDrawnUnchanged() {
    byte[] samples = new byte[SIDE * SIDE * 3];
    samples[(7 * SIDE + 9) * 3 + 1] = (byte) 255; // row 7, column 9, green
    Image image = Image.of(SIDE, SIDE, 3, samples);

    BufferedImage sheet = draw(rowOf(image, "cat"), new BitmapTextRenderer());

    Point corner = corner(0);
    assertThat(sheet.getRGB(corner.x + 9, corner.y + 7)).isEqualTo(0xFF00FF00);
    assertThat(sheet.getRGB(corner.x + 7, corner.y + 9)).isEqualTo(0xFF000000);
  }

  @Test
  void aWideImageKeepsItsShapeAndIsCentered() {
    Image wide = solid(100, 400, RED);

    BufferedImage sheet = draw(rowOf(wide, "cat"), new BitmapTextRenderer());

    // 100×400 becomes 56×224, with 84 rows of paper above and below
    Point corner = corner(0);
    int paper = sheet.getRGB(0, 0);
    assertThat(sheet.getRGB(corner.x, corner.y + 83)).isEqualTo(paper);
    assertThat(sheet.getRGB(corner.x, corner.y + 84)).isEqualTo(RED);
    assertThat(sheet.getRGB(corner.x + SIDE - 1, corner.y + 139)).isEqualTo(RED);
    assertThat(sheet.getRGB(corner.x, corner.y + 140)).isEqualTo(paper);
  }

  @Test
  void grayAndTinyImagesAreScaledUp() {
    Image gray = Image.of(1, 1, 1, new byte[] {100});

    BufferedImage sheet = draw(rowOf(gray, "cat"), new BitmapTextRenderer());

    Point corner = corner(0);
    assertThat(sheet.getRGB(corner.x + 50, corner.y + 200)).isEqualTo(0xFF646464);
  }

  @ParameterizedTest
  @MethodSource("renderers")
  void everyPanelHasTwoLinesOfCaption(TextRenderer renderer) {
    BufferedImage sheet = draw(mixed("cat"), renderer);

    Point corner = corner(0);
    for (int left : new int[] {0, SECOND, THIRD}) {
      int top = corner.y + SIDE + 6;
      assertThat(inkIn(sheet, corner.x + left, top, SIDE, TextRenderer.LINE)).isGreaterThan(20);
      assertThat(inkIn(sheet, corner.x + left, top + TextRenderer.LINE, SIDE, TextRenderer.LINE))
          .isGreaterThan(20);
    }
  }

  @ParameterizedTest
  @MethodSource("renderers")
  void aLongLabelIsCutWithAnEllipsisBeforeTheNextPanel(TextRenderer renderer) {
    BufferedImage sheet = draw(mixed("a-very-long-class-name-".repeat(20)), renderer);

    Point corner = corner(0);
    int top = corner.y + SIDE + 1;
    for (int gap : new int[] {SIDE, SECOND + SIDE, THIRD + SIDE}) {
      int width = gap < THIRD ? ContactSheet.GAP : ContactSheet.MARGIN;
      assertThat(inkIn(sheet, corner.x + gap, top, width, 3 * TextRenderer.LINE)).isZero();
    }
    String fitted = renderer.fitted("a-very-long-class-name", 120);
    assertThat(fitted).startsWith("a-very").endsWith("…");
    assertThat(renderer.width(fitted)).isLessThanOrEqualTo(120);
  }

  @Test
  void aMixedImageHasALineOfWeightForEachLabelAndAnUnmixedOneHasOne() {
    Point corner = corner(0);
    int top = corner.y + SIDE + 6;

    BufferedImage mixed = draw(mixed("cat"), new BitmapTextRenderer());
    BufferedImage unmixed = draw(rowOf(solid(2, 2, RED), "cat"), new BitmapTextRenderer());

    // the same line, written elsewhere, must look the same
    assertThat(lineAt(mixed, corner.x + THIRD, top + TextRenderer.LINE))
        .isEqualTo(line("cat 0.62"));
    assertThat(lineAt(mixed, corner.x + THIRD, top + 2 * TextRenderer.LINE))
        .isEqualTo(line("rocket 0.38"));
    assertThat(lineAt(unmixed, corner.x + THIRD, top + TextRenderer.LINE))
        .isEqualTo(line("cat 1.00"));
    assertThat(lineAt(unmixed, corner.x + THIRD, top + 2 * TextRenderer.LINE)).isEqualTo(line(""));
  }

  @Test
  void theWeightOfALongLabelIsNotCut() {
    Point corner = corner(0);

    BufferedImage sheet = draw(mixed("a-very-long-class-name"), new BitmapTextRenderer());

    // 224 pixels hold 18 characters of 12: 12 of the label, the ellipsis, a space, 4 of the number
    assertThat(lineAt(sheet, corner.x + THIRD, corner.y + SIDE + 6 + TextRenderer.LINE))
        .isEqualTo(line("a-very-long-… 0.62"));
  }

  @Test
  void aSheetWithoutRowsShowsItsHeader() throws IOException {
    BufferedImage sheet = read(new ContactSheet("nothing to show", List.of()));

    assertThat(inkIn(sheet, 0, 0, sheet.getWidth(), sheet.getHeight())).isGreaterThan(100);
  }

  @Test
  void theBuiltInFontDrawsTheLettersItIsAskedFor() {
    BufferedImage drawn = new BufferedImage(24, TextRenderer.LINE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    new BitmapTextRenderer().draw(graphics, "Lλ", 0, 0, Color.WHITE);

    // dots of 2×2 pixels in 7 rows, in the middle of a line of 20 pixels
    StringBuilder dots = new StringBuilder();
    for (int y = 3; y < 17; y += 2) {
      for (int x = 0; x < 22; x += 2) {
        dots.append((drawn.getRGB(x, y) & 0xFFFFFF) == 0 ? '.' : '#');
      }
      dots.append('\n');
    }
    assertThat(dots.toString())
        .isEqualTo(
            """
            #.....##...
            #.......#..
            #.......#..
            #......#.#.
            #......#.#.
            #.....#...#
            #####.#...#
            """);
  }

  private static Point corner(int r) {
    return ContactSheet.corner(r, 3);
  }

  private static ContactSheet.Row mixed(String label) {
    return ContactSheet.Row.mixed(
        "images/" + label + "/1.jpg",
        solid(SIDE, SIDE, RED),
        Optional.of(solid(SIDE, SIDE, GREEN)),
        solid(SIDE, SIDE, BLUE),
        new ContactSheet.Mixing("cutmix", 0.62, label, Optional.of("rocket")));
  }

  private static ContactSheet.Row rowOf(Image image, String label) {
    return ContactSheet.Row.mixed(
        "title",
        image,
        Optional.empty(),
        image,
        new ContactSheet.Mixing("none", 1.0, label, Optional.empty()));
  }

  private static Image solid(int height, int width, int rgb) {
    byte[] samples = new byte[height * width * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (rgb >> 16 - 8 * (i % 3));
    }
    return Image.of(height, width, 3, samples);
  }

  private static BufferedImage draw(ContactSheet.Row row, TextRenderer renderer) {
    return new ContactSheet("header", List.of(row)).draw(renderer);
  }

  private static BufferedImage read(ContactSheet sheet) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(sheet.png()));
  }

  /** A line of caption as rows of dots and hashes. */
  private static String lineAt(BufferedImage sheet, int left, int top) {
    StringBuilder dots = new StringBuilder();
    for (int y = top; y < top + TextRenderer.LINE; y++) {
      for (int x = left; x < left + SIDE; x++) {
        dots.append(sheet.getRGB(x, y) == sheet.getRGB(0, 0) ? '.' : '#');
      }
      dots.append('\n');
    }
    return dots.toString();
  }

  private static String line(String text) {
    BufferedImage drawn = new BufferedImage(SIDE, TextRenderer.LINE, BufferedImage.TYPE_INT_RGB);
    new BitmapTextRenderer().draw(drawn.createGraphics(), text, 0, 0, Color.WHITE);
    return lineAt(drawn, 0, 0);
  }

  /** Pixels that differ from the paper. */
  private static int inkIn(BufferedImage sheet, int left, int top, int width, int height) {
    int ink = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        ink += sheet.getRGB(x, y) == sheet.getRGB(0, 0) ? 0 : 1;
      }
    }
    return ink;
  }
}
