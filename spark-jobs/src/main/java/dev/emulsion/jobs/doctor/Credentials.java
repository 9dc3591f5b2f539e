package dev.emulsion.jobs.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the credentials of a store would come from. Values are only tested for presence; none is
 * printed.
 *
 * @param environment the variables of the driver
 * @param setting values of Hadoop's settings
 * @param home of the user
 */
record Credentials(
    Map<String, String> environment, Function<String, Optional<String>> setting, Path home) {

  /** A finding on a path's scheme; whether they are accepted shows when the path is used. */
  Finding of(String scheme) {
    return switch (scheme) {
      case "s3a" -> found(s3(), "s3a", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
      case "gs" -> found(google(), "gs", "GOOGLE_APPLICATION_CREDENTIALS");
      default -> Finding.ok("credentials", "none needed for " + scheme + "://");
    };
  }

  private static Finding found(Optional<String> source, String scheme, String variables) {
    return source
        .map(it -> Finding.ok("credentials", "for " + scheme + ":// from " + it))
        .orElseGet(
            () ->
                Finding.warning(
                    "credentials",
                    "none found for "
                        + scheme
                        + "://, so that only the role of the machine is left; if it has none, set "
                        + variables));
  }

  private Optional<String> s3() {
    String key = "fs.s3a.access.key";
    String store = "hadoop.security.credential.provider.path";
    return setting
        .apply(key)
        .map(value -> key)
        .or(() -> setting.apply(store).map(value -> store))
        .or(() -> variable("AWS_ACCESS_KEY_ID"))
        .or(() -> variable("AWS_WEB_IDENTITY_TOKEN_FILE"))
        .or(() -> variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"))
        .or(() -> variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
        .or(() -> file(".aws/credentials"));
  }

  private Optional<String> google() {
    String key = "fs.gs.auth.service.account.json.keyfile";
    return setting
        .apply(key)
        .map(value -> key)
        .or(() -> variable("GOOGLE_APPLICATION_CREDENTIALS"))
        .or(() -> file(".config/gcloud/application_default_credentials.json"));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(it -> !it.isEmpty()).map(it -> name);
  }

  private Optional<String> file(String name) {
    return Files.isReadable(home.resolve(name)) ? Optional.of("~/" + name) : Optional.empty();
  }
}
