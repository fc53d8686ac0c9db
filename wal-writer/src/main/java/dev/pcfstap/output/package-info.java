/**
 * What all files that the tap writes have in common: who may read them, what tells one from another, and how long one may
 * become. Knows nothing of what is written. Any thread.
 */
@NullMarked
package dev.pcfstap.output;

import org.jspecify.annotations.NullMarked;
