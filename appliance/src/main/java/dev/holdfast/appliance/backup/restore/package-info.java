/**
 * A backup put back: checked, staged beside what is there, and put in its place in steps that are
 * written down before they are taken. One process restores a home at a time.
 */
@NullMarked
package dev.holdfast.appliance.backup.restore;

import org.jspecify.annotations.NullMarked;
