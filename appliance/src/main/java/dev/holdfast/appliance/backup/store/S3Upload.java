package dev.holdfast.appliance.backup.store;

import dev.holdfast.appliance.backup.archive.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** An object in the making: in parts where it is larger than one, else in one request. */
final class S3Upload extends Vault.Upload {
  private final S3Client client;
  private final String bucket;
  private final String key;
  private final S3Vault vault;
  private final byte[] part;
  private final List<CompletedPart> parts = new ArrayList<>();
  private int filled;
  private @Nullable String upload;
  private boolean done;

  S3Upload(S3Client client, String bucket, String key, int partBytes, S3Vault vault) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.part = new byte[partBytes];
    this.vault = vault;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int end = from + length;
    while (at < end) {
      if (filled == part.length) {
        send();
      }
      int some = Math.min(end - at, part.length - filled);
      System.arraycopy(bytes, at, part, filled, some);
      filled += some;
      at += some;
    }
  }

  private RequestBody body() {
    return RequestBody.fromContentProvider(
        () -> new java.io.ByteArrayInputStream(part, 0, filled),
        filled,
        "application/octet-stream");
  }

  private void send() throws IOException {
    String id = upload;
    if (id == null) {
      id =
          vault.call(
              () ->
                  client
                      .createMultipartUpload(request -> request.bucket(bucket).key(key))
                      .uploadId());
      upload = id;
    }
    String known = id;
    int number = parts.size() + 1;
    String tag =
        vault.call(
            () ->
                client
                    .uploadPart(
                        request ->
                            request.bucket(bucket).key(key).uploadId(known).partNumber(number),
                        body())
                    .eTag());
    parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    filled = 0;
  }

  @Override
  public void commit() throws IOException {
    String known = upload;
    if (known == null) {
      vault.call(() -> client.putObject(request -> request.bucket(bucket).key(key), body()));
    } else {
      if (filled > 0) {
        send();
      }
      vault.call(
          () ->
              client.completeMultipartUpload(
                  request ->
                      request
                          .bucket(bucket)
                          .key(key)
                          .uploadId(known)
                          .multipartUpload(all -> all.parts(parts))));
    }
    done = true;
  }

  /** Parts of an upload that is not completed cost room until they are taken back. */
  @Override
  public void close() throws IOException {
    String known = upload;
    if (!done && known != null) {
      done = true;
      vault.call(
          () ->
              client.abortMultipartUpload(
                  request -> request.bucket(bucket).key(key).uploadId(known)));
    }
  }
}
