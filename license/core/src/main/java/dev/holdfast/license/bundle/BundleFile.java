package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A bundle's file, opened once. What was verified is what is extracted, whatever happens to the
 * name of the file meanwhile; and what is extracted is held against the manifest a second time,
 * whatever happens to its bytes.
 */
public final class BundleFile implements AutoCloseable {
  /** The length of the shell header; the archive begins after it. */
  public static final int HEADER_BYTES = Archive.HEADER_BYTES;

  private final FileChannel channel;

  private BundleFile(FileChannel channel) {
    this.channel = channel;
  }

  public static BundleFile open(Path file) throws IOException {
    return new BundleFile(FileChannel.open(file, StandardOpenOption.READ));
  }

  /** Verified, or refused with the reason. */
  public sealed interface Result {
    /**
     * All of it holds.
     *
     * @param notices what people should know, in sentences
     */
    record Verified(SignedManifest signed, VerifiedBundle bundle, List<String> notices)
        implements Result {}

    /** Nothing of the file may be used. */
    record Refused(Refusal refusal, String detail) implements Result {}
  }

  /**
   * Verifies the whole file: the manifest's signature, the rules of the site, then every byte of
   * every part. Nothing is written.
   *
   * @throws IOException where the file cannot be read
   */
  public Result verify(TrustAnchors anchors, Site site, Progress progress) throws IOException {
    try {
      Archive archive = Archive.locate(channel);
      SignedManifest signed = SignedManifest.verify(archive.manifest(), anchors);
      List<String> notices = SiteRules.check(signed.manifest(), site, signed.anchors());
      archive.requireExact(signed.manifest().issued());
      byte[] minisign = archive.minisign();
      Contents contents = new Contents(archive, signed.manifest(), progress);
      contents.read(entry -> OutputStream.nullOutputStream());
      requireComplete(signed.manifest(), contents);
      return new Result.Verified(signed, new VerifiedBundle(archive, signed, minisign), notices);
    } catch (RefusedException e) {
      return new Result.Refused(e.refusal(), e.detail());
    }
  }

  /**
   * Every file's bytes are here, under its own name or another; a delta takes the rest elsewhere.
   */
  private static void requireComplete(BundleManifest manifest, Contents contents) {
    for (Entry entry : manifest.entries()) {
      if (entry.isFile()
          && !manifest.isDelta()
          && !contents.carried().containsKey(entry.sha384())) {
        throw new RefusedException(Refusal.ENTRY_MISSING, entry.path());
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
