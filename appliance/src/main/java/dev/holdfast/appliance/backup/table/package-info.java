/**
 * Tables as rows of PostgreSQL's binary COPY format, out of either database and into either. One
 * thread uses an object of this package.
 */
@NullMarked
package dev.holdfast.appliance.backup.table;

import org.jspecify.annotations.NullMarked;
