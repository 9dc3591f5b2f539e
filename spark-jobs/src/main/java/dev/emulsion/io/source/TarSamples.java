package dev.emulsion.io.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.fs.Tar;
import dev.emulsion.io.fs.Tar.Member;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Ids;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The samples of one tar archive. Consecutive members whose names are equal up to the first dot of
 * the last path part are one sample. Reads headers and labels, and skips the images.
 *
 * <p>Yields rows of {@link LabelTexts#SAMPLES}, one per sample. If members belong to no sample, a
 * last row with a null id has their number in column {@code bytes}.
 */
final class TarSamples implements Iterator<Row> {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final int MAX_LABEL_BYTES = 1 << 20;
  private static final String JSON_FILE = "json";
  private static final String TEXT_FILE = "txt";

  /** Extensions of members that may hold the label; the first that has one wins. */
  private static final List<String> LABEL_FILES = List.of("cls", JSON_FILE, TEXT_FILE);

  /**
   * How members are recognized.
   *
   * @param image extension of the image; empty for any image extension
   * @param labels extensions of members that may hold the label, in order of preference
   * @param field of the {@code .json} member that holds the label
   */
  record Rules(String image, List<String> labels, String field, Ids ids) implements Serializable {

    static Rules of(InputConfig input) {
      String image = input.columns().image().orElse("").toLowerCase(Locale.ROOT);
      String label = input.columns().label().orElse("");
      boolean isFile = LABEL_FILES.contains(label) && !label.equals(JSON_FILE);
      List<String> labels = label.isEmpty() ? LABEL_FILES : List.of(isFile ? label : JSON_FILE);
      Ids ids = input.ids() == Ids.AUTO ? Ids.STEM : input.ids();
      return new Rules(image, labels, label.isEmpty() ? "label" : label, ids);
    }

    private boolean isImage(String extension) {
      return image.isEmpty() ? SampleIds.isImage(extension) : image.equals(extension);
    }
  }

  /** The members of one sample. */
  private static final class Group {

    private final String key;
    private final long offset;
    private final List<Member> images = new ArrayList<>();
    private final Map<String, Member> labels = new TreeMap<>();
    private long members;

    Group(String key, long offset) {
      this.key = key;
      this.offset = offset;
    }
  }

  private final String path;
  private final Rules rules;
  private final FSDataInputStream in;
  private final Tar tar;
  private Group group = new Group("", 0);
  private long ignored;
  private Row next;
  private boolean ended;

  TarSamples(FoundFile archive, Rules rules, SerializableHadoopConf conf) {
    this.path = archive.path();
    this.rules = rules;
    try {
      Path file = new Path(path);
      this.in = conf.fileSystem(file).open(file);
    } catch (IOException e) {
      throw failure(e);
    }
    this.tar = new Tar(path, in, archive.length());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && !ended) {
        advance();
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return next != null;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    return row;
  }

  private void advance() throws IOException {
    Optional<Member> member = tar.next();
    if (member.isEmpty()) {
      finish("", 0);
      if (next == null) {
        ended = true;
        next = ignored == 0 ? null : ignoredRow();
        close();
      }
      return;
    }
    String name = member.get().name();
    String key = SampleIds.stem(name);
    if (key.isEmpty()) {
      ignored++;
      return;
    }
    String extension =
        name.length() > key.length()
            ? name.substring(key.length() + 1).toLowerCase(Locale.ROOT)
            : "";
    if (!key.equals(group.key)) {
      finish(key, member.get().offset());
    }
    group.members++;
    if (rules.isImage(extension)) {
      group.images.add(member.get());
    } else if (rules.labels().contains(extension)) {
      group.labels.putIfAbsent(extension, member.get());
    }
  }

  /** Makes a row of the group if it is a sample, and begins the next group. */
  private void finish(String key, long offset) throws IOException {
    Group done = group;
    group = new Group(key, offset);
    if (done.members == 0) {
      return;
    }
    LabelText label = label(done);
    boolean captioned = done.labels.keySet().equals(Set.of(TEXT_FILE));
    boolean labeled = label.form() != LabelText.Form.NONE && !captioned;
    if (done.images.isEmpty() && !labeled) {
      ignored += done.members;
      return;
    }
    if (done.images.size() > 1) {
      throw new DataException(
          path
              + " contains several images named "
              + done.key
              + ": "
              + String.join(", ", done.images.stream().map(Member::name).toList())
              + "; set input.columns.image to the extension of the one to use");
    }
    next = sample(done, label);
  }

  private Row sample(Group done, LabelText label) {
    Optional<Member> image = done.images.stream().findFirst();
    String id = rules.ids() == Ids.STEM ? done.key : image.map(Member::name).orElse(done.key);
    return LabelTexts.row(
        id,
        label,
        location(path, image.map(Member::offset).orElse(done.offset)),
        image.map(Member::length).orElse(0L));
  }

  private Row ignoredRow() {
    return LabelTexts.row(null, LabelText.of(""), path, ignored);
  }

  private LabelText label(Group done) throws IOException {
    for (String extension : rules.labels()) {
      Member member = done.labels.get(extension);
      if (member != null) {
        String text = text(member);
        LabelText label = extension.equals(JSON_FILE) ? field(member, text) : LabelText.of(text);
        if (label.form() != LabelText.Form.NONE) {
          return label;
        }
      }
    }
    return LabelText.of("");
  }

  private LabelText field(Member member, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return LabelText.of(json.path(rules.field()));
    } catch (JsonProcessingException e) {
      throw new DataException(
          member.name() + " in " + path + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private String text(Member member) throws IOException {
    if (member.length() > MAX_LABEL_BYTES) {
      throw new DataException(
          "a label must have at most "
              + MAX_LABEL_BYTES
              + " bytes, but "
              + member.name()
              + " in "
              + path
              + " has "
              + member.length()
              + "; name another member with input.columns.label");
    }
    return new String(tar.read(member, MAX_LABEL_BYTES), StandardCharsets.UTF_8);
  }

  /** The location of a member; locations sort like offsets. */
  private static String location(String path, long offset) {
    return String.format(Locale.ROOT, "%s#%015d", path, offset);
  }

  /** The inverse of {@link #location}. */
  static ImageRangeReader.ByteRange range(String location) {
    int mark = location.lastIndexOf('#');
    return new ImageRangeReader.ByteRange(
        new Path(location.substring(0, mark)), Long.parseLong(location.substring(mark + 1)));
  }

  private void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
  }
}
