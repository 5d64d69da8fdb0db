/** The operator's pages, tried: what they tell people to type is what the tools take. */
@NullMarked
package dev.holdfast.installer.docs;

import org.jspecify.annotations.NullMarked;
