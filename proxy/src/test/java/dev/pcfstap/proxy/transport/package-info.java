/** Tests of what the relay's sockets are set to, on every transport that works here. */
@NullMarked
package dev.pcfstap.proxy.transport;

import org.jspecify.annotations.NullMarked;
