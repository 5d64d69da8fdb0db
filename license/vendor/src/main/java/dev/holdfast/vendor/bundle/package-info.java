/**
 * What the bundle role's key signs: manifests, files for minisign, provenance, rollback permits;
 * and what a bundle carries so that a site can follow the vendor. One thread.
 */
@NullMarked
package dev.holdfast.vendor.bundle;

import org.jspecify.annotations.NullMarked;
