package dev.emulsion.spark;

import static dev.emulsion.spark.SqlParameter.optional;
import static dev.emulsion.spark.SqlParameter.required;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;
import static org.apache.spark.sql.types.DataTypes.createStructType;

import dev.emulsion.Require;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.SaliencyProvider;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeNote;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.HeaderProbe;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.recipe.ImageSteps;
import dev.emulsion.recipe.Names;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.Saliency;
import dev.emulsion.saliency.SpectralResidual;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** The functions of one image. */
final class ImageFunctions {

  static final SqlParameter IMAGE = required("image", BinaryType, "an encoded image");

  private static final String FINE_GRAINED = "fine-grained";
  private static final Map<String, Saliency> METHODS =
      new TreeMap<>(
          Map.of(FINE_GRAINED, FineGrained.DEFAULT, "spectral-residual", SpectralResidual.DEFAULT));
  private static final int CELLS = 14;
  private static final int MAX_CELLS = 4_096;

  private static final List<String> FILTERS =
      Arrays.stream(Filter.values()).map(Names::of).toList();
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "webp", RecipeLoader.TENSOR);

  private static final Pattern RECIPE_NAME = Pattern.compile("[a-z0-9-]+");

  private static final DataType FACTS =
      createStructType(
          List.of(
              createStructField("format", StringType, true),
              createStructField("height", IntegerType, true),
              createStructField("width", IntegerType, true),
              createStructField("channels", IntegerType, true),
              createStructField("notes", createArrayType(StringType, false), true),
              createStructField("reason", StringType, true),
              createStructField("message", StringType, true)));

  /** Texts of operations that were read, by text. */
  private static final Recent<Chain> STEPS = new Recent<>(ImageFunctions::read);

  /** Options of encodings that were read, by format and options. */
  private static final Recent<ImageColumn> COLUMNS = new Recent<>(ImageFunctions::column);

  private ImageFunctions() {}

  static List<SqlFunction> all() {
    return List.of(decodeInfo(), transform(), resize(), encode(), saliency());
  }

  private static SqlFunction decodeInfo() {
    return new SqlFunction(
        "emulsion_decode_info",
        "Decodes an image and returns what its file says, or why it cannot be read. It never"
            + " fails.",
        List.of(IMAGE),
        FACTS,
        "the format, height and width in pixels and channels that the header states, null if it is"
            + " damaged; notes, what decoding to 8-bit RGB omits, such as alpha or orientation;"
            + " reason and message, why augment would quarantine the image, null if it would not",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_decode_info('P2 3 1 255 0 128 255')",
                "{PNM, 1, 3, 1, [], null, null}"),
            new SqlFunction.Example(
                "SELECT emulsion_decode_info('no image').reason", "UNSUPPORTED_FORMAT")),
        arguments -> facts(arguments.bytes(0)));
  }

  private static InternalRow facts(byte[] encoded) {
    Object[] facts = new Object[7];
    if (HeaderProbe.of(encoded, DecodeOptions.DEFAULT) instanceof HeaderProbe.Announced header) {
      facts[0] = UTF8String.fromString(header.format().toString());
      facts[1] = header.size().height();
      facts[2] = header.size().width();
      facts[3] = header.channels();
      facts[4] = notes(header.notes());
    }
    if (SqlImages.codec().decode(encoded) instanceof Decoded.Rejected rejected) {
      facts[5] = UTF8String.fromString(rejected.reason().name());
      facts[6] = UTF8String.fromString(rejected.message());
    }
    return new GenericInternalRow(facts);
  }

  private static GenericArrayData notes(Set<DecodeNote> notes) {
    Object[] names =
        notes.stream().sorted().map(note -> UTF8String.fromString(Names.of(note))).toArray();
    return new GenericArrayData(names);
  }

  private static SqlFunction transform() {
    return new SqlFunction(
        "emulsion_transform",
        "Applies the transforms of a recipe, with the draws that augment makes for the sample: the"
            + " pixels are those of its rows before mixing.",
        SqlFunction.parameters(
            List.of(
                IMAGE,
                required(
                        "operations",
                        StringType,
                        "YAML or JSON: a list of operations, one operation, or a recipe, of which"
                            + " decode and transform count; or the name of a shipped recipe")
                    .checked(STEPS::get)),
            SampleDraws.PARAMETERS.toArray(SqlParameter[]::new)),
        BinaryType,
        "the transformed image as PNG",
        List.of(
            new SqlFunction.Example(
                "SELECT hex(emulsion_encode(emulsion_transform('P2 3 1 255 10 20 30',"
                    + " '[{horizontal-flip: {p: 1}}]', 7, 'cat/1.jpg'), 'tensor'))",
                "1E140A1E140A1E140A"),
            new SqlFunction.Example(
                "SELECT emulsion_decode_info(emulsion_transform('P2 2 1 255 0 255',"
                    + " '[{random-resized-crop: {size: 8}}, rand-augment]', 7,"
                    + " 'cat/1.jpg')).height",
                "8")),
        arguments -> transformed(arguments));
  }

  private static byte[] transformed(SqlArguments arguments) {
    Chain steps = STEPS.get(arguments.text(1));
    SampleDraws draws = SampleDraws.of(arguments, 2);
    Image image = arguments.image(0, steps.codec());
    return SqlImages.encoded(steps.operations().apply(image, draws::transform));
  }

  /** Operations, and the codec of their recipe. */
  private record Chain(ImageSteps operations, ImageCodec codec) {}

  private static Chain read(String text) {
    ImageSteps steps = RecipeLoader.imageSteps("operations", shippedOr(text));
    return new Chain(steps, ImageCodecs.of(steps.decode()));
  }

  /** The text of the shipped recipe of this name, or the text itself. */
  private static String shippedOr(String text) {
    if (!RECIPE_NAME.matcher(text).matches()) {
      return text;
    }
    String file = "/dev/emulsion/recipes/" + text + ".yaml";
    try (InputStream in = ImageFunctions.class.getResourceAsStream(file)) {
      return in == null ? text : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SqlFunction resize() {
    return new SqlFunction(
        "emulsion_resize",
        "Resizes an image as Image.resize of Pillow up to 12 does, antialiased except with nearest."
            + " Pillow 13 resizes rows before columns where that is less work, and rounds in"
            + " between: other values.",
        List.of(
            IMAGE,
            required("height", IntegerType, "the new height in pixels"),
            required("width", IntegerType, "the new width in pixels"),
            optional("filter", StringType, String.join(", ", FILTERS), Names.of(Filter.BICUBIC))
                .checked(ImageFunctions::filter)),
        BinaryType,
        "the resized image as PNG",
        List.of(
            new SqlFunction.Example(
                "SELECT hex(emulsion_encode(emulsion_resize('P2 4 1 255 0 40 100 140', 1, 2,"
                    + " 'box'), 'tensor'))",
                "147814781478")),
        arguments ->
            SqlImages.encoded(
                arguments
                    .image(0, SqlImages.codec())
                    .resize(
                        size(arguments.integer(1), arguments.integer(2)),
                        filter(arguments.text(3, Names.of(Filter.BICUBIC))))));
  }

  private static Size size(int height, int width) {
    DecodeLimits limits = DecodeLimits.DEFAULT;
    String reason = "larger images are not decoded either";
    Size size =
        new Size(
            Require.within("height", 1, limits.maxSide(), height, reason),
            Require.within("width", 1, limits.maxSide(), width, reason));
    Require.within("number of pixels", 1L, limits.maxPixels(), size.area(), reason);
    return size;
  }

  private static Filter filter(String name) {
    int at = FILTERS.indexOf(name);
    Require.that(
        at >= 0, () -> "filter must be one of " + String.join(", ", FILTERS) + ", was " + name);
    return Filter.values()[at];
  }

  private static SqlFunction encode() {
    return new SqlFunction(
        "emulsion_encode",
        "Encodes an image as the image column of augment is encoded: the same bytes.",
        List.of(
            IMAGE,
            required(
                    "format",
                    StringType,
                    "jpeg, png, webp (lossless), or tensor: the values in C order, little-endian")
                .checked(ImageFunctions::requireFormat),
            optional(
                "options",
                StringType,
                "YAML or JSON with the keys that the recipe's output has for the format: quality"
                    + " and subsampling of jpeg; dtype, layout, mean and std of tensor",
                "{}")),
        BinaryType,
        "the encoded image",
        List.of(
            new SqlFunction.Example(
                "SELECT hex(emulsion_encode('P3 2 1 255 1 2 3 4 5 6', 'tensor'))", "010402050306"),
            new SqlFunction.Example(
                "SELECT hex(emulsion_encode('P3 2 1 255 1 2 3 4 5 6', 'tensor', 'layout: hwc'))",
                "010203040506"),
            new SqlFunction.Example(
                "SELECT emulsion_decode_info(emulsion_encode('P2 2 1 255 0 255', 'jpeg',"
                    + " 'quality: 90')).format",
                "JPEG")),
        arguments ->
            COLUMNS
                .get(arguments.text(1) + "\n" + arguments.text(2, "{}"))
                .encode(arguments.image(0, SqlImages.codec())));
  }

  private static void requireFormat(String format) {
    Require.that(
        FORMATS.contains(format),
        () -> "format must be one of jpeg, png, webp, tensor, was " + format);
  }

  private static ImageColumn column(String formatAndOptions) {
    int end = formatAndOptions.indexOf('\n');
    String format = formatAndOptions.substring(0, end);
    requireFormat(format);
    return ImageColumn.of(
        RecipeLoader.imageFormat("options", format, formatAndOptions.substring(end + 1)),
        DecodeOptions.DEFAULT);
  }

  private static SqlFunction saliency() {
    return new SqlFunction(
        "emulsion_saliency",
        "Computes how salient each cell of an image is, without a model.",
        List.of(
            IMAGE,
            optional("method", StringType, String.join(" or ", METHODS.keySet()), FINE_GRAINED)
                .checked(ImageFunctions::saliency),
            optional("rows", IntegerType, "rows of cells", CELLS),
            optional("columns", IntegerType, "columns of cells", CELLS)),
        AttentionColumn.NESTED,
        "the mean saliency of each cell, row by row, 0 or more",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_saliency('P2 4 2 255 9 9 9 9 9 9 9 9', 'fine-grained', 1, 2)",
                "[[0.0, 0.0]]")),
        arguments ->
            nested(
                new SaliencyProvider(
                        saliency(arguments.text(1, FINE_GRAINED)),
                        map ->
                            map.resized(
                                cells("rows", arguments.integer(2, CELLS)),
                                cells("columns", arguments.integer(3, CELLS))))
                    .compute(List.of(arguments.image(0, SqlImages.codec())))
                    .get(0)
                    .attention()));
  }

  private static Saliency saliency(String method) {
    Require.that(
        METHODS.containsKey(method),
        () -> "method must be " + String.join(" or ", METHODS.keySet()) + ", was " + method);
    return METHODS.get(method);
  }

  private static int cells(String name, int number) {
    return Require.within(name, 1, MAX_CELLS, number, "a cell is an average of pixels");
  }

  private static GenericArrayData nested(AttentionGrid grid) {
    return new GenericArrayData(
        Arrays.stream(AttentionColumn.nested(grid))
            .map(UnsafeArrayData::fromPrimitiveArray)
            .toArray());
  }
}
