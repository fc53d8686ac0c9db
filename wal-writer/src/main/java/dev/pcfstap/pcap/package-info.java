/**
 * Packet captures in.
 *
 * <p>What enters: pcap and pcapng files, plain or compressed. What leaves: the streams of one server port, delivered to a
 * {@link dev.pcfstap.tap.TapSink} just as the live tap delivers them, and a summary. {@code file} reads the containers,
 * {@code packet} finds TCP segments, {@code tcp} puts streams together, {@code export} writes pcapng.
 *
 * <p>A capture that is damaged gives what can be read of it and a line for each place where it is damaged. No part of
 * this knows the PCFS protocol, but for a guess at the port. Everything runs on the calling thread.
 */
@NullMarked
package dev.pcfstap.pcap;

import org.jspecify.annotations.NullMarked;
