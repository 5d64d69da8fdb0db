/**
 * What a support bundle is made of: each collector gathers one thing, within a time and a size.
 * Nothing is gathered that is not on the list here. Thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.diagnostics.collect;

import org.jspecify.annotations.NullMarked;
