package dev.holdfast.license.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.LicenceVerifier.Reader;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.Roots;
import dev.holdfast.license.testkit.TestVendor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Years of rotations and denials, made up at random, beside a model of a few lines that says what
 * must hold: a key signs in its time, and not from the instant on from which it is denied.
 */
class TrustModelTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final Reader READER = new Reader("holdfast", null, null, null);

  /** A licence key's life. */
  private static final class Life {
    final SigningKey key;
    final Instant from;
    Instant until;
    Instant deniedFrom = Instant.MAX;

    Life(SigningKey key, Instant from, Instant until) {
      this.key = key;
      this.from = from;
      this.until = until;
    }

    Optional<Refusal> refuses(Instant signed) {
      if (!signed.isBefore(deniedFrom)) {
        return Optional.of(Refusal.KEY_DENIED);
      }
      return signed.isBefore(from) || !signed.isBefore(until)
          ? Optional.of(Refusal.KEY_NOT_VALID_THEN)
          : Optional.empty();
    }
  }

  /** A vendor's history: each step is a root. */
  private static final class History {
    final List<Life> lives = new ArrayList<>();
    final List<Envelope> chain = new ArrayList<>();
    Root root = VENDOR.root();
    Instant now = TestVendor.START;

    History(Random random) {
      lives.add(new Life(VENDOR.key(Role.LICENCE), TestVendor.START, TestVendor.END));
      for (int step = 0; step < 4; step++) {
        now = now.plus(Duration.ofHours(1 + random.nextInt(20_000)));
        if (random.nextInt(3) > 0) {
          rotate();
        } else {
          deny(random);
        }
        chain.add(TestVendor.sign(root, VENDOR.holders()));
      }
    }

    private void rotate() {
      SigningKey fresh = SigningKey.generate(Suite.V2026_1);
      List<Root.Delegation> delegations = new ArrayList<>();
      for (Root.Delegation old : root.delegations()) {
        boolean ends = old.role() == Role.LICENCE && now.isBefore(old.notAfter());
        delegations.add(
            ends
                ? new Root.Delegation(old.role(), old.products(), old.notBefore(), now, old.key())
                : old);
      }
      lives.stream().filter(life -> now.isBefore(life.until)).forEach(life -> life.until = now);
      Instant until = now.plus(Duration.ofDays(900));
      delegations.add(
          new Root.Delegation(
              Role.LICENCE, java.util.Set.of("holdfast"), now, until, fresh.verifying()));
      lives.add(new Life(fresh, now, until));
      root = Roots.next(Roots.delegations(root, delegations));
    }

    private void deny(Random random) {
      Life life = lives.get(random.nextInt(lives.size()));
      Instant from = now.minus(Duration.ofHours(random.nextInt(10_000)));
      List<Root.Denial> denied = new ArrayList<>(root.denied());
      // Either half is enough: a signer of whom half is lost is lost.
      List<String> ids = life.key.verifying().ids();
      denied.add(new Root.Denial(ids.get(random.nextInt(ids.size())), from, "lost"));
      life.deniedFrom = from.isBefore(life.deniedFrom) ? from : life.deniedFrom;
      root = Roots.next(Roots.denying(root, denied));
    }
  }

  private static byte[] signed(SigningKey key, Instant at, List<Envelope> roots) {
    Licence licence = Licences.with(Licences.term(at, at, at.plus(Duration.ofDays(365))));
    List<Envelope> statements = new ArrayList<>(roots);
    statements.add(key.envelope(PayloadType.LICENCE, licence.payload()));
    return new StatementFile(statements).bytes();
  }

  @Property(tries = 12)
  void verify_licenceOfAnyKeyAndTime_holdsWhereTheModelSays(@ForAll long seed) {
    Random random = new Random(seed);
    History history = new History(random);
    TrustAnchors newest = VENDOR.anchors().advance(history.chain);
    assertThat(newest.roots().getFirst()).isEqualTo(history.root);
    for (Life life : history.lives) {
      for (Instant at :
          List.of(
              life.from,
              life.from.minusSeconds(1),
              life.until,
              life.until.minusSeconds(1),
              life.deniedFrom.equals(Instant.MAX) ? life.from : life.deniedFrom,
              life.deniedFrom.equals(Instant.MAX) ? life.from : life.deniedFrom.minusSeconds(1))) {
        LicenceVerifier.Result result =
            LicenceVerifier.verify(signed(life.key, at, List.of()), newest, READER);
        Optional<Refusal> refused =
            result instanceof LicenceVerifier.Result.Refused of
                ? Optional.of(of.refusal())
                : Optional.empty();
        assertThat(refused).as("seed %d, signed %s", seed, at).isEqualTo(life.refuses(at));
      }
    }
  }

  /** An appliance of any age, and a file that brings all roots: it ends up where the vendor is. */
  @Property(tries = 8)
  void verify_onABuildOfAnyAge_followsTheRootsInTheFile(@ForAll long seed) {
    Random random = new Random(seed);
    History history = new History(random);
    Life last = history.lives.getLast();
    byte[] file = signed(last.key, last.from, history.chain);
    boolean holds = last.refuses(last.from).isEmpty();
    for (int age = 0; age <= history.chain.size(); age++) {
      TrustAnchors build = VENDOR.anchors().advance(history.chain.subList(0, age));
      LicenceVerifier.Result result = LicenceVerifier.verify(file, build, READER);
      assertThat(result instanceof LicenceVerifier.Result.Verified)
          .as("seed %d, build of version %d", seed, age + 1)
          .isEqualTo(holds);
      if (result instanceof LicenceVerifier.Result.Verified verified) {
        assertThat(verified.anchors().roots().getFirst()).isEqualTo(history.root);
      }
    }
  }

  /** Kept files are read in whatever order a folder lists them. */
  @Property(tries = 8)
  void gather_rootsInAnyOrderAndTwice_endUpWhereTheVendorIs(@ForAll long seed) {
    Random random = new Random(seed);
    History history = new History(random);
    List<byte[]> files = new ArrayList<>();
    for (Envelope root : history.chain) {
      files.add(new StatementFile(List.of(root)).bytes());
    }
    files.addAll(files.subList(0, 2));
    files.add(new byte[] {'{', '}'});
    Collections.shuffle(files, random);
    LicenceVerifier.Known known = LicenceVerifier.gather(files, VENDOR.anchors(), "holdfast");
    assertThat(known.anchors().roots()).containsExactly(history.root);
    assertThat(known.revocations()).isEmpty();
  }

  /**
   * A root left out, wherever: none after it is taken, and the file that brings them is refused.
   */
  @Property(tries = 6)
  void advance_anyRootLeftOut_isAGap(@ForAll long seed) {
    Random random = new Random(seed);
    History history = new History(random);
    int gap = random.nextInt(history.chain.size() - 1);
    List<Envelope> chain = new ArrayList<>(history.chain);
    chain.remove(gap);
    dev.holdfast.license.testkit.Refusals.assertRefused(
        () -> VENDOR.anchors().advance(chain), Refusal.ROOT_VERSION_GAP);
    List<byte[]> files = new ArrayList<>();
    chain.forEach(root -> files.add(new StatementFile(List.of(root)).bytes()));
    LicenceVerifier.Known known = LicenceVerifier.gather(files, VENDOR.anchors(), "holdfast");
    assertThat(known.anchors().roots().getFirst().version()).isEqualTo(gap + 1L);
  }
}
