package dev.emulsion.s3;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.model.ListMultipartUploadsRequest;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 with one bucket in the memory of this JVM; it checks signatures. */
final class S3Server implements AutoCloseable {

  private static final String BUCKET = "emulsion";
  private static final String KEY = "test-key";
  private static final String SECRET = "test-secret";

  private final S3Proxy proxy;
  private final AmazonS3 client;

  private S3Server(S3Proxy proxy) {
    this.proxy = proxy;
    this.client =
        AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(new EndpointConfiguration(endpoint(), "us-east-1"))
            .withPathStyleAccessEnabled(true)
            .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials(KEY, SECRET)))
            .build();
  }

  static S3Server start() throws Exception {
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(BlobStores.create("transient-nio2", new Properties()))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .ignoreUnknownHeaders(true)
            .build();
    proxy.start();
    while (!proxy.getState().equals("STARTED")) {
      Thread.sleep(5);
    }
    S3Server server = new S3Server(proxy);
    server.client.createBucket(BUCKET);
    return server;
  }

  private String endpoint() {
    return "http://127.0.0.1:" + proxy.getPort();
  }

  /** The URI of a key. */
  String uri(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  /** What a user of another S3 than Amazon's sets for Spark. No credentials. */
  Map<String, String> settings() {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint",
        endpoint(),
        "spark.hadoop.fs.s3a.path.style.access",
        "true");
  }

  /** Credentials as the SDK reads them from a process's environment. */
  Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  /** Credentials as the SDK reads them from a JVM's properties. */
  Map<String, String> properties() {
    return Map.of(
        "aws.accessKeyId", KEY,
        "aws.secretKey", SECRET, // of version 1 of the SDK
        "aws.secretAccessKey", SECRET);
  }

  /** The keys below {@code prefix}, rising. */
  List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    ListObjectsV2Request request =
        new ListObjectsV2Request().withBucketName(BUCKET).withPrefix(prefix);
    ListObjectsV2Result page;
    do {
      page = client.listObjectsV2(request);
      page.getObjectSummaries().stream().map(S3ObjectSummary::getKey).forEach(keys::add);
      request.setContinuationToken(page.getNextContinuationToken());
    } while (page.isTruncated());
    return keys;
  }

  /** When each object below {@code prefix} was written, in the order of the keys. */
  List<String> versions(String prefix) {
    return keys(prefix).stream()
        .map(key -> key + " " + client.getObjectMetadata(BUCKET, key).getLastModified().toInstant())
        .toList();
  }

  /** The object at {@code key} as text. */
  String text(String key) {
    return client.getObjectAsString(BUCKET, key);
  }

  void delete(String key) {
    client.deleteObject(BUCKET, key);
  }

  void put(String key, String text) {
    client.putObject(BUCKET, key, text);
  }

  /** Keys of uploads in parts that nobody has completed or aborted. */
  List<String> unfinishedUploads() {
    return client
        .listMultipartUploads(new ListMultipartUploadsRequest(BUCKET))
        .getMultipartUploads()
        .stream()
        .map(upload -> upload.getKey())
        .toList();
  }

  @Override
  public void close() throws Exception {
    client.shutdown();
    proxy.stop();
  }
}
