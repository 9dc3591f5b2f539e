package dev.emulsion.spark.ml;

import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.ModelSpec.Engine;
import dev.emulsion.attention.ModelSpec.Hardware;
import dev.emulsion.attention.ModelSpec.Outputs;
import dev.emulsion.image.Size;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.spark.ModelSource;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.SparkSession;

/**
 * Adds the attention map of a vision transformer for each image, and its logits if {@code
 * logitsCol} is set.
 *
 * <pre>{@code
 * AttentionScorer scorer = new AttentionScorer().setModelUrl("vit.onnx").setSha256(sha256);
 * Dataset<Row> maps = scorer.transform(spark.read().format("image").load("images"));
 * }</pre>
 *
 * <p>{@code modelUrl} and {@code sha256} are required. The other params correspond to the section
 * {@code attention.model} of a recipe and have the same defaults; see {@code docs/recipes.md}.
 * Names are those of DJL where DJL has such a param. {@link ImageScorer} describes the columns.
 */
public final class AttentionScorer extends ImageScorer {

  private static final long serialVersionUID = 1L;

  private static final String NO_COLUMN = "";

  private final Param<String> modelUrl;
  private final Param<String> sha256;
  private final Param<String> engine;
  private final Param<String> device;
  private final IntParam batchSize;
  private final IntParam threads;
  private final IntParam inputHeight;
  private final IntParam inputWidth;
  private final DoubleArrayParam mean;
  private final DoubleArrayParam std;
  private final Param<String> attentionOutput;
  private final Param<String> logitsOutput;
  private final IntParam specialTokens;
  private final BooleanParam allowExecutableModel;
  private final Param<String> logitsCol;

  public AttentionScorer() {
    this(Identifiable$.MODULE$.randomUID("attentionScorer"));
  }

  public AttentionScorer(String uid) {
    super(uid);
    modelUrl = new Param<>(this, "modelUrl", "path or URI of the model, ONNX or TorchScript");
    sha256 =
        new Param<>(
            this, "sha256", "SHA-256 of the file, 64 hexadecimal digits; another file is rejected");
    engine =
        new Param<>(this, "engine", "engine that runs the model: auto, OnnxRuntime or PyTorch");
    device = new Param<>(this, "device", "device that runs the model: auto, cpu or gpu");
    batchSize = new IntParam(this, "batchSize", "images per inference batch");
    threads = new IntParam(this, "threads", "threads per inference batch");
    inputHeight = new IntParam(this, "inputHeight", "height of the model's input");
    inputWidth = new IntParam(this, "inputWidth", "width of the model's input");
    mean = new DoubleArrayParam(this, "mean", "mean of each channel, for pixels in [0, 1]");
    std =
        new DoubleArrayParam(
            this, "std", "standard deviation of each channel, for pixels in [0, 1]");
    attentionOutput =
        new Param<>(this, "attentionOutput", "name or position of the attention output");
    logitsOutput = new Param<>(this, "logitsOutput", "name or position of the logits output");
    specialTokens =
        new IntParam(this, "specialTokens", "leading attention columns that are not patches");
    allowExecutableModel =
        new BooleanParam(this, "allowExecutableModel", "must be true for TorchScript");
    logitsCol = new Param<>(this, "logitsCol", "name of the logits column; empty for none");
    setDefault(outputCol(), "attention");
    setDefault(engine, "auto");
    setDefault(device, "auto");
    setDefault(batchSize, AttentionConfig.DEFAULT_BATCH_SIZE);
    setDefault(threads, 1);
    setDefault(inputHeight, AttentionConfig.DEFAULT_INPUT_SIZE);
    setDefault(inputWidth, AttentionConfig.DEFAULT_INPUT_SIZE);
    setDefault(mean, doubles(OutputConfig.IMAGENET_MEAN));
    setDefault(std, doubles(OutputConfig.IMAGENET_STD));
    setDefault(attentionOutput, AttentionConfig.DEFAULT_OUTPUTS.attention());
    setDefault(logitsOutput, AttentionConfig.DEFAULT_OUTPUTS.logits());
    setDefault(specialTokens, 0);
    setDefault(allowExecutableModel, false);
    setDefault(logitsCol, NO_COLUMN);
  }

  private static double[] doubles(List<Double> numbers) {
    return numbers.stream().mapToDouble(n -> n).toArray();
  }

  /** Loads a stage that was saved. */
  public static AttentionScorer load(String path) {
    return read().load(path);
  }

  /** The reader of saved stages. */
  public static MLReader<AttentionScorer> read() {
    return new DefaultParamsReader<>();
  }

  public Param<String> modelUrl() {
    return modelUrl;
  }

  public Param<String> sha256() {
    return sha256;
  }

  public Param<String> engine() {
    return engine;
  }

  public Param<String> device() {
    return device;
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public IntParam threads() {
    return threads;
  }

  public IntParam inputHeight() {
    return inputHeight;
  }

  public IntParam inputWidth() {
    return inputWidth;
  }

  public DoubleArrayParam mean() {
    return mean;
  }

  public DoubleArrayParam std() {
    return std;
  }

  public Param<String> attentionOutput() {
    return attentionOutput;
  }

  public Param<String> logitsOutput() {
    return logitsOutput;
  }

  public IntParam specialTokens() {
    return specialTokens;
  }

  public BooleanParam allowExecutableModel() {
    return allowExecutableModel;
  }

  public Param<String> logitsCol() {
    return logitsCol;
  }

  public AttentionScorer setInputCol(String value) {
    set(inputCol(), value);
    return this;
  }

  public AttentionScorer setOutputCol(String value) {
    set(outputCol(), value);
    return this;
  }

  public AttentionScorer setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return this;
  }

  public AttentionScorer setModelUrl(String value) {
    set(modelUrl, value);
    return this;
  }

  public AttentionScorer setSha256(String value) {
    set(sha256, value);
    return this;
  }

  public AttentionScorer setEngine(String value) {
    set(engine, value);
    return this;
  }

  public AttentionScorer setDevice(String value) {
    set(device, value);
    return this;
  }

  public AttentionScorer setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  public AttentionScorer setThreads(int value) {
    set(threads, value);
    return this;
  }

  public AttentionScorer setInputHeight(int value) {
    set(inputHeight, value);
    return this;
  }

  public AttentionScorer setInputWidth(int value) {
    set(inputWidth, value);
    return this;
  }

  public AttentionScorer setMean(double[] value) {
    set(mean, value);
    return this;
  }

  public AttentionScorer setStd(double[] value) {
    set(std, value);
    return this;
  }

  public AttentionScorer setAttentionOutput(String value) {
    set(attentionOutput, value);
    return this;
  }

  public AttentionScorer setLogitsOutput(String value) {
    set(logitsOutput, value);
    return this;
  }

  public AttentionScorer setSpecialTokens(int value) {
    set(specialTokens, value);
    return this;
  }

  public AttentionScorer setAllowExecutableModel(boolean value) {
    set(allowExecutableModel, value);
    return this;
  }

  public AttentionScorer setLogitsCol(String value) {
    set(logitsCol, value);
    return this;
  }

  public String getModelUrl() {
    return getOrDefault(modelUrl);
  }

  public String getSha256() {
    return getOrDefault(sha256);
  }

  public String getEngine() {
    return getOrDefault(engine);
  }

  public String getDevice() {
    return getOrDefault(device);
  }

  public int getBatchSize() {
    return (Integer) getOrDefault(batchSize);
  }

  public int getThreads() {
    return (Integer) getOrDefault(threads);
  }

  public int getInputHeight() {
    return (Integer) getOrDefault(inputHeight);
  }

  public int getInputWidth() {
    return (Integer) getOrDefault(inputWidth);
  }

  public double[] getMean() {
    return getOrDefault(mean);
  }

  public double[] getStd() {
    return getOrDefault(std);
  }

  public String getAttentionOutput() {
    return getOrDefault(attentionOutput);
  }

  public String getLogitsOutput() {
    return getOrDefault(logitsOutput);
  }

  public int getSpecialTokens() {
    return (Integer) getOrDefault(specialTokens);
  }

  public boolean getAllowExecutableModel() {
    return (Boolean) getOrDefault(allowExecutableModel);
  }

  public String getLogitsCol() {
    return getOrDefault(logitsCol);
  }

  @Override
  int batchRows() {
    return getBatchSize();
  }

  @Override
  String logitsColumn() {
    return getLogitsCol();
  }

  @Override
  ProviderFactory providers(SparkSession spark) {
    ModelSource source = ModelSource.of(spark, spec());
    return source::open;
  }

  /**
   * The model that the params describe.
   *
   * @throws IllegalArgumentException if a param is missing or invalid
   */
  public ModelSpec spec() {
    return new ModelSpec(
        given(modelUrl),
        given(sha256),
        constant(engine, Engine.class),
        new Size(getInputHeight(), getInputWidth()),
        Arrays.stream(getMean()).boxed().toList(),
        Arrays.stream(getStd()).boxed().toList(),
        new Outputs(
            logitsColumn().isEmpty() ? Outputs.NONE : getLogitsOutput(), getAttentionOutput()),
        getSpecialTokens(),
        getBatchSize(),
        getThreads(),
        constant(device, Hardware.class),
        getAllowExecutableModel());
  }

  private String given(Param<String> param) {
    if (!isDefined(param)) {
      throw new IllegalArgumentException(param.name() + " must be given");
    }
    return getOrDefault(param);
  }

  private <E extends Enum<E>> E constant(Param<String> param, Class<E> type) {
    return Constants.of(param.name(), getOrDefault(param), type);
  }
}
