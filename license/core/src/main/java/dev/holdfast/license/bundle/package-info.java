/**
 * The offline bundle: its manifest (a statement of the bundle role over every file of a release),
 * the archive that carries it, and the verifier that reads both from one open descriptor and
 * refuses before anything is written. No framework, no library beyond the JDK but the statement
 * reader. Records are immutable; an open bundle belongs to one thread.
 */
@NullMarked
package dev.holdfast.license.bundle;

import org.jspecify.annotations.NullMarked;
