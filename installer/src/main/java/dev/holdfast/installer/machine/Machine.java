package dev.holdfast.installer.machine;

import java.time.Clock;

/** The machine that is changed. */
public record Machine(Layout layout, Disk disk, Services services, Clock clock) {}
