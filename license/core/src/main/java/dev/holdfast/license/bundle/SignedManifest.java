package dev.holdfast.license.bundle;

import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import java.util.List;

/**
 * A manifest whose signature holds, and who gave it.
 *
 * @param keys the ids of the keys that signed
 * @param root the name of the root that delegated to them
 * @param development whether a development build made that root
 * @param anchors the trust with the roots that travelled in the file; to be kept
 * @param file the file's bytes, {@code manifest.json} of the release
 */
public record SignedManifest(
    BundleManifest manifest,
    List<String> keys,
    String root,
    boolean development,
    TrustAnchors anchors,
    byte[] file) {
  /** The manifest's name in the bundle's archive and in a release tree. */
  public static final String NAME = "manifest.json";

  /** The name of the signature that Debian's minisign reads. */
  public static final String MINISIGN_NAME = "manifest.json.minisig";

  public SignedManifest {
    keys = List.copyOf(keys);
  }

  /**
   * Whether the release may be used at a site, as {@link BundleFile#verify} asks of a bundle; for a
   * tree that one was extracted to.
   *
   * @return what people should know, in sentences
   * @throws RefusedException where it may not
   */
  public List<String> requireFits(Site site) {
    return SiteRules.check(manifest, site, anchors);
  }

  /**
   * Verifies a manifest's file: first the signatures over its exact bytes, then those bytes are
   * parsed, once.
   *
   * @throws RefusedException where any of it does not hold
   */
  public static SignedManifest verify(byte[] file, TrustAnchors anchors) {
    StatementFile parsed = StatementFile.parse(file);
    List<Envelope> roots = parsed.ofType(PayloadType.ROOT);
    List<Envelope> manifests = parsed.ofType(PayloadType.BUNDLE_MANIFEST);
    if (manifests.size() != 1 || parsed.statements().size() != roots.size() + 1) {
      throw new RefusedException(
          manifests.isEmpty() ? Refusal.PAYLOAD_TYPE_WRONG : Refusal.CONTENTS_WRONG,
          "one bundle manifest is expected");
    }
    TrustAnchors trust = anchors.advance(roots);
    TrustAnchors.Verified verified =
        trust.verify(manifests.getFirst(), PayloadType.BUNDLE_MANIFEST, BundleManifest.PRODUCT);
    return new SignedManifest(
        BundleManifest.read(verified.payload()),
        verified.key().ids(),
        verified.root().name(),
        verified.root().development(),
        trust,
        file);
  }
}
