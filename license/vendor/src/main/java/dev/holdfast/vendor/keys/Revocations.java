package dev.holdfast.vendor.keys;

import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest revocation list, which travels in every licence. Its file and the ledger agree: a list
 * that is put aside, then written into the ledger, then put in its place is never lost half way,
 * and one that was lost since is missed.
 */
public record Revocations(KeyFolder folder) {
  private static final int MAX_TEXT = 400;

  /**
   * The newest list's file; empty before the first.
   *
   * @throws VendorException {@link Exit#REFUSED} where the ledger knows a newer one: the next list
   *     would bear a number that was given already, and no appliance would take it
   */
  public Optional<byte[]> newest() throws IOException {
    Optional<byte[]> put = isInLedger(aside()) ? content(aside()) : content(folder.revocations());
    long here = put.isPresent() ? read(put.get()).sequence() : 0;
    long known = folder.ledger().newest(Ledger.REVOCATIONS).map(Ledger.Entry::sequence).orElse(0L);
    if (here < known) {
      throw new VendorException(
          Exit.REFUSED,
          "the ledger knows revocation list "
              + known
              + ", and "
              + folder.revocations()
              + (here == 0 ? " is missing" : " is list " + here)
              + "; put the newest back, which travels in every licence that was issued since");
    }
    return put;
  }

  /** What the newest list says; empty before the first. */
  public Optional<RevocationList> list() throws IOException {
    return newest().map(Revocations::read);
  }

  /** Puts a signed list in the place of the one before it. */
  public void keep(Instant at, String subject, long sequence, String note, byte[] file)
      throws IOException {
    Folders.replace(aside(), file);
    folder.ledger().append(at, Ledger.REVOCATIONS, subject, sequence, note, file);
    Files.move(
        aside(),
        folder.revocations(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Path aside() {
    return folder.path().resolve("revocations.json.signed");
  }

  private boolean isInLedger(Path file) throws IOException {
    Optional<Ledger.Entry> newest = folder.ledger().newest(Ledger.REVOCATIONS);
    return newest.isPresent()
        && Files.exists(file)
        && Sha384.hex(Files.readAllBytes(file)).equals(newest.get().digestHex());
  }

  private static Optional<byte[]> content(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  private static RevocationList read(byte[] file) {
    List<Envelope> lists = StatementFile.parse(file).ofType(PayloadType.REVOCATIONS);
    if (lists.size() != 1) {
      throw new RefusedException(Refusal.CONTENTS_WRONG, "one revocation list is expected");
    }
    return RevocationList.read(
        StrictJson.parse(lists.getFirst().payload(), Envelope.MAX_PAYLOAD, MAX_TEXT));
  }
}
