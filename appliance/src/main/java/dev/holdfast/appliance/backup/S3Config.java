package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.backup.s3}: an S3-compatible store in the place of a directory.
 *
 * @param bucket the bucket; without one, backups go to the directory
 * @param endpoint the store's address; without one, Amazon's for the region
 * @param region the store's region
 * @param prefix what stands before every object's name
 * @param accessKeyFile a file that holds the access key's id
 * @param secretKeyFile a file that holds the secret access key
 * @param partBytes the size of an upload's parts, 5 MiB or more
 * @param timeout of each try of each request
 */
@ConfigurationProperties("holdfast.backup.s3")
public record S3Config(
    @Told(Told.As.TOKEN) @Nullable String bucket,
    @Told(Told.As.TOKEN) @Nullable URI endpoint,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "us-east-1") String region,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "holdfast/") String prefix,
    @Told(Told.As.NEVER) @Nullable String accessKeyFile,
    @Told(Told.As.NEVER) @Nullable String secretKeyFile,
    @Bindable(defaultValue = "16777216") int partBytes,
    @Bindable(defaultValue = "60s") Duration timeout) {
  private static final int LEAST_PART = 5 << 20;

  public S3Config {
    if (bucket != null && (accessKeyFile == null || secretKeyFile == null)) {
      throw new IllegalArgumentException(
          "holdfast.backup.s3.access-key-file and secret-key-file are needed with a bucket");
    }
    if (partBytes < LEAST_PART) {
      throw new IllegalArgumentException("holdfast.backup.s3.part-bytes must be 5 MiB or more");
    }
  }
}
