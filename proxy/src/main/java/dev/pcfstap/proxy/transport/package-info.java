/**
 * The native transport under the relay.
 *
 * <p>What enters is nothing; what leaves is the {@link io.vertx.core.transport.Transport} to build Vert.x with: epoll where
 * there is one, with a repair that half-closed connections need, else plain NIO. Everything here runs on event loops.
 */
@NullMarked
package dev.pcfstap.proxy.transport;

import org.jspecify.annotations.NullMarked;
