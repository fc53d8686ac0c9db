/**
 * The filter language: how a person selects operations, the same everywhere.
 *
 * <pre>
 * filter = term { "or" term }            term  = factor { "and" factor }
 * factor = "not" factor | "(" filter ")" | FLAG | test
 * test   = FIELD ("=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") value
 *        | FIELD ("~" | "!~") glob
 *        | FIELD [ "not" ] "in" "(" value { "," value } ")"
 * </pre>
 *
 * <p>What enters: a text, once, and then the decoder's events. What leaves: the events that the text selects, in the order
 * in which they came, an exchange as a whole. The fields, their values and what is chosen for facts that an event does not
 * have are described in {@code docs/filter.md}. A {@link dev.pcfstap.filter.Filter} may be shared by threads that each have
 * their own {@link dev.pcfstap.filter.FilteredEvents}, which is confined to the thread that feeds it. No I/O, no clock.
 */
@NullMarked
package dev.pcfstap.filter;

import org.jspecify.annotations.NullMarked;
