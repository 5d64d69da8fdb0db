/** Bundles signed by the keys that this build trusts, and what the CLI says of them. */
@NullMarked
package dev.holdfast.installer.bundle;

import org.jspecify.annotations.NullMarked;
