package dev.emulsion.cli;

import java.awt.Color;
import java.awt.Graphics2D;

/**
 * Draws text in a built-in font of 5×7 dots, for machines without fonts. Characters beyond ASCII,
 * except λ, × and the ellipsis, are drawn as a box.
 */
final class BitmapTextRenderer implements TextRenderer {

  private static final int DOT = 2;
  private static final int COLUMNS = 5;
  private static final int ROWS = 7;
  private static final String ALPHABET = alphabet();

  /** A glyph per character of the alphabet: five columns, the lowest bit of each at the top. */
  private static final String GLYPHS =
      """
      0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050
      0008070300 001c224100 0041221c00 2a1c7f1c2a 08083e0808 0050300000 0808080808
      0000606000 2010080402 3e5149453e 00427f4000 7249494946 2141494d33 1814127f10
      2745454539 3c4a494931 4121110907 3649494936 464949291e 0036360000 0056360000
      0008142241 1414141414 0041221408 0201590906 3e415d594e 7c1211127c 7f49494936
      3e41414122 7f4141413e 7f49494941 7f09090901 3e41415173 7f0808087f 00417f4100
      2040413f01 7f08142241 7f40404040 7f021c027f 7f0408107f 3e4141413e 7f09090906
      3e4151215e 7f09192946 2649494932 03017f0103 3f4040403f 1f2040201f 3f4038403f
      6314081463 0304780403 6159494d43 007f414141 0204081020 004141417f 0402010204
      4040404040 0003070800 2054547840 7f28444438 3844444428 384444287f 3854545418
      00087e0902 085454543c 7f08040478 00447d4000 2040403d00 7f10284400 00417f4000
      7c04780478 7c08040478 3844444438 7c14141408 081414187c 7c08040408 4854545424
      04043f4424 3c4040207c 1c2040201c 3c4030403c 4428102844 0c5050503c 4464544c44
      0008364100 0000770000 0041360800 0201020402 6119061860 2214081422 4000400040
      7f4141417f
      """
          .replaceAll("\\s", "");

  private static String alphabet() {
    StringBuilder characters = new StringBuilder();
    for (char c = ' '; c <= '~'; c++) {
      characters.append(c);
    }
    return characters.append("λ×…").toString();
  }

  @Override
  public int width(String text) {
    return text.length() * (COLUMNS + 1) * DOT;
  }

  @Override
  public void draw(Graphics2D graphics, String text, int left, int top, Color color) {
    graphics.setColor(color);
    for (int i = 0; i < text.length(); i++) {
      int x = left + i * (COLUMNS + 1) * DOT;
      for (int column = 0; column < COLUMNS; column++) {
        int dots = dots(text.charAt(i), column);
        for (int row = 0; row < ROWS; row++) {
          if ((dots >> row & 1) == 1) {
            int y = top + (LINE - ROWS * DOT) / 2 + row * DOT;
            graphics.fillRect(x + column * DOT, y, DOT, DOT);
          }
        }
      }
    }
  }

  private static int dots(char character, int column) {
    int known = ALPHABET.indexOf(character);
    int glyph = known >= 0 ? known : ALPHABET.length(); // the last glyph is the box
    int at = (glyph * COLUMNS + column) * 2;
    return Integer.parseInt(GLYPHS, at, at + 2, 16);
  }
}
