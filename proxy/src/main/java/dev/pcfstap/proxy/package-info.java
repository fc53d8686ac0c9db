/**
 * The composition of the sidecar: relay, ring, sink.
 *
 * <p>{@link dev.pcfstap.proxy.TapProxy} is the one class that wires the parts together; every other class gets what it needs
 * through its constructor. What enters are options and a sink; what leaves is a running proxy and, at its end, the books.
 */
@NullMarked
package dev.pcfstap.proxy;

import org.jspecify.annotations.NullMarked;
