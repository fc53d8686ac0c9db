/** Conversations over real sockets: plain blocking sockets play console and host, and a sink in memory plays the log. */
@NullMarked
package dev.pcfstap.proxy.relay;

import org.jspecify.annotations.NullMarked;
