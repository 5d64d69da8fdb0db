/**
 * The bundle on the customer's machine: verified before a byte of it is written, and the installed
 * tree verified again whenever somebody asks. Start-up caches and the image for containers are made
 * here too, from the tree. Nothing in here talks to a network. One thread at a time.
 */
@NullMarked
package dev.holdfast.installer.bundle;

import org.jspecify.annotations.NullMarked;
