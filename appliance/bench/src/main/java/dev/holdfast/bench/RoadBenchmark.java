package dev.holdfast.bench;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Single steps of the road, in a real appliance's context on a throwaway home. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RoadBenchmark {
  private final TenantId tenant =
      new TenantId(UUID.fromString("01920000-0000-7000-8000-000000000001"));
  private final String tenantText = tenant.text();
  private final AuditEvent intent = event(Outcome.STARTED);
  private final AuditEvent outcome = event(Outcome.SUCCESS);
  private @Nullable Path home;
  private @Nullable ApplicationContext context;
  private @Nullable Audit audit;
  private @Nullable Licensing licensing;

  private AuditEvent event(Outcome how) {
    return new AuditEvent(
        tenant,
        new Actor("api_key", "key_bench", "bench"),
        "gateway.chat",
        "bench-model",
        how,
        null,
        "req_bench",
        "127.0.0.1",
        Map.of(),
        null);
  }

  /** Opens the parts that the steps need; no listener is opened. */
  @Setup
  public void open() throws IOException {
    Path root = Files.createTempDirectory("holdfast-bench");
    home = root;
    ApplicationContext opened = ApplicationContext.run(Map.of("holdfast.home", root.toString()));
    context = opened;
    audit = opened.getBean(Audit.class);
    licensing = opened.getBean(Licensing.class);
  }

  @TearDown
  public void close() throws IOException {
    if (context != null) {
      context.close();
    }
    if (home != null) {
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** One volatile read and one bit. */
  @Benchmark
  public boolean entitlement_grants() {
    return opened(licensing).current().grants(Capability.GATEWAY_CHAT);
  }

  /** Intent and outcome, until the outcome is on disk. */
  @Benchmark
  public void audit_beginAndFinishOnDisk() throws InterruptedException {
    CountDownLatch durable = new CountDownLatch(1);
    UUID id = opened(audit).begin(intent);
    opened(audit).finish(id, outcome, Runnable::run, fault -> durable.countDown());
    durable.await();
  }

  @Benchmark
  public String id_format() {
    return EntityIds.format("ten", tenant.value());
  }

  @Benchmark
  public Object id_parse() {
    return TenantId.parse(tenantText);
  }

  private static <T> T opened(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("The benchmark was not set up.");
    }
    return part;
  }
}
