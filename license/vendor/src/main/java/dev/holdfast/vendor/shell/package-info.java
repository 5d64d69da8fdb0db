/**
 * What all commands stand on: the terminal with its clock, exit codes, files that are whole or not
 * there. Knows nothing of keys and licences; not thread-safe.
 */
@NullMarked
package dev.holdfast.vendor.shell;

import org.jspecify.annotations.NullMarked;
