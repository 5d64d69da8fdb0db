/**
 * The server's certificate: from the appliance's own certificate authority, made on first start and
 * renewed by itself, the operator's, or one that an ACME server issued and another package brings.
 * Files are read and written at the start, each hour and when a certificate is brought, never while
 * a request waits. Thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.platform.tls;

import org.jspecify.annotations.NullMarked;
