package dev.emulsion.io.side;

import dev.emulsion.io.source.SampleIds;
import dev.emulsion.recipe.GeneratedConfig;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a generated image, and the name of its file: {@code
 * SOURCE_generated_PROMPT_INDEX.jpg}, as in the authors' code of DiffuseMix. It is split at the
 * last {@code _generated_}, then at the last underscore.
 *
 * <p>The source is not encoded. In the prompt, characters that a file system may reject or that
 * would change the split are percent-encoded in UTF-8: slashes, colons, percent signs, underscores,
 * control characters and the like. Other names decode to themselves.
 *
 * @param source id of the sample
 * @param prompt as {@link GeneratedConfig#normalized} makes it
 * @param index 0 or more
 * @see <a href="https://arxiv.org/abs/2405.14881">Islam et al., DiffuseMix, CVPR 2024</a>
 */
public record GeneratedName(String source, String prompt, int index) {

  private static final String MARK = "_generated_";
  private static final String EXTENSION = ".jpg";
  private static final String ENCODED = "/\\%:*?\"<>|_";
  private static final Pattern VARIANT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern OCTETS = Pattern.compile("(%[0-9A-Fa-f]{2})+");

  /** Longer names are refused by file systems. */
  private static final int MAX_BYTES = 255;

  /**
   * The name that the file at {@code path} has; empty if it is none.
   *
   * @param path relative to the folder that corresponds to that of the sources
   */
  static Optional<GeneratedName> parse(String path) {
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    int mark = path.lastIndexOf(MARK);
    int prompt = mark + MARK.length();
    int underscore = path.lastIndexOf('_');
    if (!SampleIds.isPicture(path) || mark <= slash + 1 || underscore <= prompt) {
      return Optional.empty();
    }
    String variant = path.substring(underscore + 1, dot);
    String text = GeneratedConfig.normalized(decoded(path.substring(prompt, underscore)));
    return VARIANT.matcher(variant).matches() && !text.isEmpty()
        ? Optional.of(new GeneratedName(path.substring(0, mark), text, Integer.parseInt(variant)))
        : Optional.empty();
  }

  /** The path of the file, relative to the folder of generated images. */
  public String file() {
    return source + MARK + encoded(prompt) + "_" + index + EXTENSION;
  }

  /** Why there can be no such file; empty if there can. */
  public Optional<String> obstacle() {
    for (String part : source.split("/", -1)) {
      if (part.isEmpty()
          || part.startsWith(".")
          || part.chars().anyMatch(Character::isISOControl)) {
        return Optional.of("the id is not a relative path of visible names");
      }
    }
    String file = file();
    int bytes = file.substring(file.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8).length;
    return bytes > MAX_BYTES
        ? Optional.of("its file's name would have " + bytes + " bytes, and " + MAX_BYTES + " fit")
        : Optional.empty();
  }

  private static String encoded(String prompt) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < prompt.length(); ) {
      int point = prompt.codePointAt(i);
      int next = i + Character.charCount(point);
      boolean outer = i == 0 || next == prompt.length();
      if (ENCODED.indexOf(point) >= 0
          || Character.isISOControl(point)
          || outer && Character.isWhitespace(point)) {
        for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
      } else {
        text.appendCodePoint(point);
      }
      i = next;
    }
    return text.toString();
  }

  /** Octets that are no UTF-8 stay as they are: such a name was not encoded. */
  private static String decoded(String name) {
    return OCTETS
        .matcher(name)
        .replaceAll(found -> Matcher.quoteReplacement(characters(found.group())));
  }

  private static String characters(String octets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < octets.length(); i += 3) {
      bytes.write(HexFormat.fromHexDigits(octets, i + 1, i + 3));
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return octets;
    }
  }

  /** All of it as one text. */
  String packed() {
    return index + ":" + prompt.length() + ":" + prompt + source;
  }

  /** What {@link #packed} packed. */
  static GeneratedName unpacked(String packed) {
    int first = packed.indexOf(':');
    int second = packed.indexOf(':', first + 1);
    int source = second + 1 + Integer.parseInt(packed, first + 1, second, 10);
    return new GeneratedName(
        packed.substring(source),
        packed.substring(second + 1, source),
        Integer.parseInt(packed, 0, first, 10));
  }
}
