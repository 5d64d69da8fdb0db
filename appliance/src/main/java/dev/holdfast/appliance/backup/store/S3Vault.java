package dev.holdfast.appliance.backup.store;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Vault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Backups in a bucket of an S3-compatible store. Every try has a time limit, and what the store
 * asks to try again (503) is tried again by the client; credentials come from files.
 */
public final class S3Vault implements Vault {
  private static final int FORBIDDEN = 403;

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final int partBytes;

  /**
   * How the store is reached.
   *
   * @param endpoint the store's address; null is Amazon's own
   * @param prefix what stands before every name; empty or ending in a slash
   * @param partBytes of a multipart upload, 5 MiB or more by S3's rules
   * @param timeout of each try of each request
   */
  public record Settings(
      @Nullable URI endpoint,
      String region,
      String bucket,
      String prefix,
      Path accessKeyFile,
      Path secretKeyFile,
      int partBytes,
      Duration timeout) {}

  public S3Vault(Settings settings) throws IOException {
    this.bucket = settings.bucket();
    this.prefix = settings.prefix();
    this.partBytes = settings.partBytes();
    String access = Files.readString(settings.accessKeyFile()).strip();
    String secret = Files.readString(settings.secretKeyFile()).strip();
    var builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.endpoint() != null)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(settings.timeout())
                    .socketTimeout(settings.timeout()))
            .overrideConfiguration(
                override ->
                    override
                        .apiCallAttemptTimeout(settings.timeout())
                        // Never a file or a metadata service of the machine: settings are ours.
                        .defaultProfileFile(
                            software.amazon.awssdk.profiles.ProfileFile.aggregator().build()));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    client = builder.build();
  }

  @Override
  public Upload write(String name) {
    return new S3Upload(client, bucket, key(name), partBytes, this);
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    byte[] bytes =
        call(() ->
                client.getObjectAsBytes(
                    request ->
                        request
                            .bucket(bucket)
                            .key(key(name))
                            .range("bytes=" + offset + "-" + (offset + length - 1))))
            .asByteArray();
    if (bytes.length != length) {
      throw new BackupException(Reason.DAMAGED, name + " is shorter than it should be.");
    }
    return bytes;
  }

  @Override
  public byte[] readAll(String name, long most) throws IOException {
    ResponseBytes<GetObjectResponse> whole =
        call(
            () ->
                client.getObjectAsBytes(
                    request ->
                        request.bucket(bucket).key(key(name)).range("bytes=0-" + (most - 1))));
    String range = whole.response().contentRange();
    if (range != null && range.endsWith("/" + most) && whole.asByteArray().length == most) {
      throw new BackupException(Reason.DAMAGED, name + " is larger than it can be.");
    }
    return whole.asByteArray();
  }

  @Override
  public List<Stored> list() throws IOException {
    List<Stored> found = new ArrayList<>();
    ListObjectsV2Request request =
        ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).delimiter("/").build();
    while (true) {
      ListObjectsV2Request page = request;
      ListObjectsV2Response answer = call(() -> client.listObjectsV2(page));
      answer.contents().stream()
          // What lies deeper is another place's.
          .filter(object -> object.key().indexOf('/', prefix.length()) < 0)
          .forEach(
              object ->
                  found.add(new Stored(object.key().substring(prefix.length()), object.size())));
      if (!Boolean.TRUE.equals(answer.isTruncated())) {
        return found;
      }
      request = request.toBuilder().continuationToken(answer.nextContinuationToken()).build();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    call(() -> client.deleteObject(request -> request.bucket(bucket).key(key(name))));
  }

  @Override
  public String description() {
    return "s3://" + bucket + "/" + prefix;
  }

  @Override
  public void close() {
    client.close();
  }

  private String key(String name) {
    return prefix + name;
  }

  /** Runs a request, and puts what goes wrong in words. */
  <T> T call(Supplier<T> request) throws BackupException {
    try {
      return request.get();
    } catch (NoSuchKeyException e) {
      throw new BackupException(Reason.UNKNOWN, "The store has no such object.", e);
    } catch (S3Exception e) {
      String words =
          e.statusCode() == FORBIDDEN
              ? "The store refused (403): the access key may not do this in " + description() + "."
              : "The store answered " + e.statusCode() + " for " + description() + ".";
      throw new BackupException(Reason.STORE, words, e);
    } catch (SdkException e) {
      throw new BackupException(
          Reason.STORE, "The store for " + description() + " cannot be reached in time.", e);
    }
  }
}
