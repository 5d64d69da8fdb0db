/** Tests of what is put on a machine: the units, as systemd itself judges them. */
@NullMarked
package dev.holdfast.installer.machine;

import org.jspecify.annotations.NullMarked;
