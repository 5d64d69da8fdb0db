/**
 * Installing and upgrading are tried on a directory that looks like a machine, with the power cut
 * and the disk full before every single change.
 */
@NullMarked
package dev.holdfast.installer.install;

import org.jspecify.annotations.NullMarked;
