package dev.holdfast.bench;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The verification of a whole licence file, as the vendor's CLI has written it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LicenceBenchmark {
  /** The licence's file; it must be one that this build trusts. */
  @Param("")
  public String licence = "";

  private byte[] file = {};
  private @Nullable TrustAnchors anchors;

  /**
   * Reads the file, and sees that it verifies: a refusal would be quicker than what is measured.
   */
  @Setup
  public void read() throws IOException {
    file = Files.readAllBytes(Path.of(licence));
    anchors = TrustAnchors.compiledIn();
    if (licence_verify() instanceof LicenceVerifier.Result.Refused refused) {
      throw new IllegalStateException("The licence does not verify: " + refused);
    }
  }

  /** Parsing, the roots, Ed25519 and ML-DSA-87, and the licence's own rules. */
  @Benchmark
  public LicenceVerifier.Result licence_verify() {
    TrustAnchors trusted = anchors;
    if (trusted == null) {
      throw new IllegalStateException("The benchmark was not set up.");
    }
    return LicenceVerifier.verify(
        file, trusted, new LicenceVerifier.Reader("holdfast", null, null, null));
  }
}
