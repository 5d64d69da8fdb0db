package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.crypto.AesGcm;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A KMS in memory that a test can take away, make refuse, or give another key. Thread-safe. */
public final class FakeKms implements Kms {
  private final AtomicInteger wraps = new AtomicInteger();
  private final AtomicInteger unwraps = new AtomicInteger();
  private volatile AesGcm key = new AesGcm(AesGcm.newKey());
  private volatile @Nullable ErrorCode fault;

  /** All calls fail with {@code code}, until {@link #recover}. */
  public void fail(ErrorCode code) {
    fault = code;
  }

  public void recover() {
    fault = null;
  }

  /** Deletes the key and makes another of the same name. */
  public void replaceKey() {
    key = new AesGcm(AesGcm.newKey());
  }

  public int wraps() {
    return wraps.get();
  }

  public int unwraps() {
    return unwraps.get();
  }

  @Override
  public String description() {
    return "fake";
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] context) {
    wraps.incrementAndGet();
    failIfTold();
    return key.seal(dataKey, context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) {
    unwraps.incrementAndGet();
    failIfTold();
    return key.open(wrapped, context)
        .orElseThrow(
            () -> Problem.of(ErrorCode.KMS_REFUSED, "Another key or context.").asException());
  }

  private void failIfTold() {
    ErrorCode told = fault;
    if (told != null) {
      throw Problem.of(told, "The test said so.").asException();
    }
  }

  @Override
  public Health check() {
    return new Health(fault == null, "A fake.");
  }
}
