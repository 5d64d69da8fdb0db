/** The budgets and walls of the licence modules. */
@NullMarked
package dev.holdfast.license.arch;

import org.jspecify.annotations.NullMarked;
