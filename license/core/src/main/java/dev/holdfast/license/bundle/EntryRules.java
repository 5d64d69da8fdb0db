package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an entry may be called and may be. Names are ASCII, which leaves no second spelling of one
 * name in Unicode; two names that differ in case only are refused, since some file systems take
 * them for one.
 */
final class EntryRules {
  static final int MAX_PATH = 240;

  private static final int MAX_SEGMENTS = 16;
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_.+@=,~][A-Za-z0-9_.+@=,~-]*");
  private static final Set<Integer> FILE_MODES = Set.of(0644, 0755);

  /** What an extracted tree has beside its entries. */
  private static final Set<String> RESERVED =
      Set.of(SignedManifest.NAME, SignedManifest.MINISIGN_NAME);

  private EntryRules() {}

  /**
   * Checks one path.
   *
   * @throws RefusedException {@code entry_path}
   */
  static void requirePath(String path) {
    String[] segments = path.split("/", -1);
    if (path.length() > MAX_PATH || segments.length > MAX_SEGMENTS) {
      throw new RefusedException(Refusal.ENTRY_PATH, shown(path));
    }
    for (String segment : segments) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        throw new RefusedException(Refusal.ENTRY_PATH, shown(path));
      }
    }
  }

  /**
   * Checks a whole list: sorted, every folder listed, no two names that could be one.
   *
   * @throws RefusedException with a code for each way of being wrong
   */
  static void requireSound(List<Entry> entries) {
    Map<String, String> folded = new HashMap<>();
    Set<String> folders = new HashSet<>();
    String before = "";
    long total = 0;
    for (Entry entry : entries) {
      requirePath(entry.path());
      requireMode(entry);
      String twin = folded.put(entry.path().toLowerCase(Locale.ROOT), entry.path());
      if (twin != null) {
        throw new RefusedException(Refusal.ENTRY_TWIN, twin + ", " + entry.path());
      }
      if (entry.path().compareTo(before) <= 0) {
        throw new RefusedException(Refusal.NOT_CANONICAL, "the entries are not sorted");
      }
      int slash = entry.path().lastIndexOf('/');
      if (slash > 0 && !folders.contains(entry.path().substring(0, slash))) {
        throw new RefusedException(Refusal.ENTRY_MISSING, "the folder of " + entry.path());
      }
      if (!entry.isFile()) {
        folders.add(entry.path());
      }
      before = entry.path();
      total += entry.size();
      if (total > BundleManifest.MAX_TOTAL) {
        throw new RefusedException(Refusal.EXPANDS_TOO_FAR, total + " bytes");
      }
    }
  }

  /**
   * Checks that no entry takes the place of the manifest in the tree, as it would where a tree that
   * was extracted is made into a bundle again; such a bundle could be verified and not extracted.
   *
   * @throws RefusedException {@code entry_path}
   */
  static void requireNoManifest(List<Entry> entries) {
    for (Entry entry : entries) {
      if (RESERVED.contains(entry.path().toLowerCase(Locale.ROOT))) {
        throw new RefusedException(
            Refusal.ENTRY_PATH, entry.path() + " is the place of the release's own manifest");
      }
    }
  }

  private static void requireMode(Entry entry) {
    boolean allowed = entry.isFile() ? FILE_MODES.contains(entry.mode()) : entry.mode() == 0755;
    if (!allowed) {
      throw new RefusedException(
          Refusal.ENTRY_MODE, entry.path() + " has " + Integer.toOctalString(entry.mode()));
    }
  }

  /** A hostile name, fit to be shown. */
  static String shown(String path) {
    String shown = path.replaceAll("[^\\x21-\\x7e]", "?");
    return shown.length() > MAX_PATH ? shown.substring(0, MAX_PATH) + "..." : shown;
  }
}
