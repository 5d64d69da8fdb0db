/**
 * Installing, upgrading, going back and removing: plans made of small actions, shown before they
 * are carried out. Single-threaded.
 */
@NullMarked
package dev.holdfast.installer.install;

import org.jspecify.annotations.NullMarked;
