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
import dev.emulsion.recipe.InputConfig.Keys;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
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
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The samples of one tar archive. Consecutive members of one key are one sample: their names are
 * equal up to the first or the last dot of the last path part. Reads headers and labels, and skips
 * the images.
 *
 * <p>Yields rows of {@link LabelTexts#SAMPLES}, one per sample; after them a row with a null id for
 * each {@link Finding}, with an example in column {@code location} and the number of cases in
 * {@code bytes}.
 */
final class TarSamples implements Iterator<Row> {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final int MAX_LABEL_BYTES = 1 << 20;
  private static final String JSON_FILE = "json";
  private static final String TEXT_FILE = "txt";

  /** Extensions of members that may hold the label; the first that has one wins. */
  private static final List<String> LABEL_FILES = List.of("cls", JSON_FILE, TEXT_FILE);

  /** What an archive may hold besides samples. */
  enum Finding {
    /** Members that belong to no sample. */
    IGNORED,
    /** Images that the first dot of their names separates from their extensions. */
    TORN,
    /** Samples whose image and label do not follow one another. */
    APART
  }

  /** Keys of incomplete samples that are remembered, to find their other parts. */
  private static final int MAX_INCOMPLETE = 1 << 16;

  /**
   * How members are recognized.
   *
   * @param root where the archive's name begins in ids
   * @param image extension of the image; empty for any image extension
   * @param labels extensions of members that may hold the label, in order of preference
   * @param field of the {@code .json} member that holds the label
   */
  record Rules(String image, List<String> labels, String field, Ids ids, Keys keys, InputRoot root)
      implements Serializable {

    static Rules of(InputConfig input, InputRoot root) {
      String image = input.columns().image().orElse("").toLowerCase(Locale.ROOT);
      String label = input.columns().label().orElse("");
      List<String> labels = label.isEmpty() ? LABEL_FILES : List.of(labelFile(label));
      String field = label.isEmpty() ? "label" : label;
      return new Rules(image, labels, field, input.ids(), input.keys(), root);
    }

    /** The extension of the member that {@code input.columns.label} names or has the field of. */
    private static String labelFile(String label) {
      String extension = label.toLowerCase(Locale.ROOT);
      String kind = extension.substring(extension.lastIndexOf('.') + 1);
      return LABEL_FILES.contains(kind) && !kind.equals(JSON_FILE) ? extension : JSON_FILE;
    }

    private String key(String name) {
      return keys == Keys.LAST_DOT ? SampleIds.beforeLastDot(name) : SampleIds.stem(name);
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
    private final Torn torn = new Torn();
    private long members;

    Group(String key, long offset) {
      this.key = key;
      this.offset = offset;
    }
  }

  /**
   * Members of a group that would be images and labels if keys ended at the last dot.
   *
   * @param images by the key that they would have
   * @param labels keys that they would have
   */
  private record Torn(Map<String, String> images, Set<String> labels) {

    Torn() {
      this(new TreeMap<>(), new HashSet<>());
    }

    void add(String name, Rules rules) {
      String key = SampleIds.beforeLastDot(name);
      String extension = extension(name, key);
      if (rules.isImage(extension)) {
        images.put(key, name);
      } else if (rules.labels().contains(extension)) {
        labels.add(key);
      }
    }

    /** The images that have a label of their own, or all if the group has no other image. */
    List<String> images(boolean all) {
      return images.entrySet().stream()
          .filter(image -> all || labels.contains(image.getKey()))
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  /** Number of cases, and an example. */
  private static final class Cases {

    private long count;
    private String example = "";

    void add(long more, String example) {
      this.example = count == 0 ? example : this.example;
      count += more;
    }
  }

  private final String path;
  private final long stamp;
  private final Rules rules;
  private final FSDataInputStream in;
  private final Tar tar;
  private Group group = new Group("", 0);
  private final Map<Finding, Cases> findings = new EnumMap<>(Finding.class);
  private final Set<String> unlabeled = new HashSet<>();
  private final Set<String> imageless = new HashSet<>();
  private final Deque<Row> rows = new ArrayDeque<>();
  private boolean ended;

  TarSamples(FoundFile archive, Rules rules, SerializableHadoopConf conf) {
    this.path = archive.path();
    this.stamp = archive.stamp();
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
      while (rows.isEmpty() && !ended) {
        advance();
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return !rows.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return rows.remove();
  }

  private void advance() throws IOException {
    Optional<Member> member = tar.next();
    if (member.isEmpty()) {
      finish("", 0);
      findings.forEach((finding, cases) -> rows.add(row(finding, cases)));
      ended = true;
      close();
      return;
    }
    String name = SampleIds.composed(member.get().name());
    String key = rules.key(name);
    if (key.isEmpty()) {
      found(Finding.IGNORED, 1, name);
      return;
    }
    String extension = extension(name, key);
    if (!key.equals(group.key)) {
      finish(key, member.get().offset());
    }
    group.members++;
    if (rules.isImage(extension)) {
      group.images.add(member.get());
    } else if (rules.labels().contains(extension)) {
      group.labels.putIfAbsent(extension, member.get());
    } else if (rules.keys() == Keys.AUTO && extension.contains(".")) {
      group.torn.add(name, rules);
    }
  }

  private static String extension(String name, String key) {
    return name.length() > key.length()
        ? name.substring(key.length() + 1).toLowerCase(Locale.ROOT)
        : "";
  }

  private void found(Finding finding, long count, String example) {
    findings.computeIfAbsent(finding, k -> new Cases()).add(count, example);
  }

  private Row row(Finding finding, Cases cases) {
    String example = path + ": " + cases.example;
    return RowFactory.create(null, null, null, example, cases.count, stamp, finding.name());
  }

  /** Makes a row of the group if it is a sample, and begins the next group. */
  private void finish(String key, long offset) throws IOException {
    Group done = group;
    group = new Group(key, offset);
    if (done.members == 0) {
      return;
    }
    List<String> torn = done.torn.images(done.images.isEmpty());
    if (!torn.isEmpty()) {
      found(Finding.TORN, torn.size(), torn.get(0));
      return;
    }
    LabelText label = label(done);
    findOtherPart(done, label);
    boolean captioned = done.labels.keySet().equals(Set.of(TEXT_FILE));
    boolean labeled = label.form() != LabelText.Form.NONE && !captioned;
    if (done.images.isEmpty() && !labeled) {
      found(Finding.IGNORED, done.members, done.key);
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
    rows.add(sample(done, label));
  }

  /** Notices a label whose image was in an earlier group, or an image whose label was. */
  private void findOtherPart(Group done, LabelText label) {
    boolean labeled = label.form() != LabelText.Form.NONE;
    if (labeled == !done.images.isEmpty()) {
      return;
    }
    if ((labeled ? unlabeled : imageless).contains(done.key)) {
      found(Finding.APART, 1, done.key);
    }
    Set<String> incomplete = labeled ? imageless : unlabeled;
    if (incomplete.size() < MAX_INCOMPLETE) {
      incomplete.add(done.key);
    }
  }

  private Row sample(Group done, LabelText label) {
    Optional<Member> image = done.images.stream().findFirst();
    String id =
        switch (rules.ids()) {
          case AUTO, STEM -> done.key;
          case PATH -> image.map(Member::name).map(SampleIds::composed).orElse(done.key);
          case FILE -> rules.root().relative(new Path(path)) + "/" + done.key;
        };
    return LabelTexts.row(
        id,
        label,
        location(path, image.map(Member::offset).orElse(done.offset)),
        image.map(Member::length).orElse(0L),
        stamp);
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
