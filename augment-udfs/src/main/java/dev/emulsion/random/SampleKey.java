package dev.emulsion.random;

import dev.emulsion.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;

/**
 * A sample id as a number: the first 128 bits, big-endian, of SHA-256 of the UTF-8 bytes of the id
 * in Unicode form NFC. The key does not depend on whether a file system composes accents.
 *
 * @param high bytes 0 to 7 of the digest
 * @param low bytes 8 to 15
 */
public record SampleKey(long high, long low) {

  private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Sha256::digest);

  /** The key of the sample named {@code id}. */
  public static SampleKey of(String id) {
    String composed = Normalizer.normalize(id, Normalizer.Form.NFC);
    byte[] digest = SHA_256.get().digest(composed.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new SampleKey(bytes.getLong(), bytes.getLong());
  }
}
