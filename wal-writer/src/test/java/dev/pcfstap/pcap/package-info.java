/** Tests of captures: a generator that shares no code with the readers writes what they read, tshark is a witness. */
@NullMarked
package dev.pcfstap.pcap;

import org.jspecify.annotations.NullMarked;
