package dev.emulsion.io.side;

import dev.emulsion.io.source.SampleIds;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.transform.GeneratedKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names files of generated images by their {@link GeneratedKey}: {@code
 * SOURCE_generated_PROMPT_INDEX.jpg}, as the authors' code of DiffuseMix does. A name is split at
 * its last {@code _generated_}, then at its last underscore.
 *
 * <p>The source is written unchanged. In the prompt, characters that a file system may not accept
 * or that would move the split are percent-encoded in UTF-8: slashes, colons, percent signs,
 * underscores, control characters and the like. Names without such codes decode to themselves.
 *
 * @see <a href="https://arxiv.org/abs/2405.14881">Islam et al., DiffuseMix, CVPR 2024</a>
 */
public final class GeneratedFileName {

  private static final String MARK = "_generated_";
  private static final String EXTENSION = ".jpg";
  private static final String ENCODED = "/\\%:*?\"<>|_";
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
  private static final Pattern OCTETS = Pattern.compile("(%[0-9A-Fa-f]{2})+");

  /** The longest name that common file systems accept. */
  private static final int MAX_BYTES = 255;

  private GeneratedFileName() {}

  /**
   * The key in the name of the file at {@code path}; empty if the file has no such name.
   *
   * @param path relative to the folder of generated images
   */
  static Optional<GeneratedKey> parse(String path) {
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    int mark = path.lastIndexOf(MARK);
    int prompt = mark + MARK.length();
    int underscore = path.lastIndexOf('_');
    if (!SampleIds.isImagePath(path) || mark <= slash + 1 || underscore <= prompt) {
      return Optional.empty();
    }
    String index = path.substring(underscore + 1, dot);
    String text = GeneratedConfig.normalized(decoded(path.substring(prompt, underscore)));
    return INDEX.matcher(index).matches() && !text.isEmpty()
        ? Optional.of(
            new GeneratedKey(
                SampleIds.composed(path.substring(0, mark)), text, Integer.parseInt(index)))
        : Optional.empty();
  }

  /** The path of an image's file, relative to the folder of generated images. */
  public static String of(GeneratedKey key) {
    return key.source() + MARK + encoded(key.prompt()) + "_" + key.index() + EXTENSION;
  }

  /** Why an image cannot have a file of this name; empty if it can. */
  public static Optional<String> obstacle(GeneratedKey key) {
    for (String part : key.source().split("/", -1)) {
      if (part.isEmpty()
          || part.startsWith(".")
          || part.chars().anyMatch(Character::isISOControl)) {
        return Optional.of("the id is not a relative path of visible names");
      }
    }
    String path = of(key);
    int bytes = path.substring(path.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8).length;
    return bytes > MAX_BYTES
        ? Optional.of(
            "its file name would have " + bytes + " bytes, and at most " + MAX_BYTES + " fit")
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

  /** Octets that are not valid UTF-8 are kept, since such a name was not encoded. */
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
}
