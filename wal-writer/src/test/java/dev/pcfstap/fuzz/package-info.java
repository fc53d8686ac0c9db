/**
 * Jazzer on everything that reads bytes or text which somebody else wrote.
 *
 * <p>What enters: bytes that the fuzzer makes up. What leaves: nothing, or a failure. In every build each target runs on
 * the seeds kept beside it in the test resources; {@code JAZZER_FUZZ=1} with one {@code -Dtest=Class#method} searches for
 * more. Confined to the thread of the test.
 */
@NullMarked
package dev.pcfstap.fuzz;

import org.jspecify.annotations.NullMarked;
