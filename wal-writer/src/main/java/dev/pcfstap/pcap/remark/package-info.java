/**
 * What an export says about its streams that TCP cannot carry.
 *
 * <p>What enters and what leaves: comments of packets, as text that people read in Wireshark and that an import reads back:
 * a stream's number and addresses as they were recorded, what was not recorded, notes, and why a stream ended. Only
 * captures whose section says that pcfs-tap wrote it are believed.
 *
 * <p>Stateless, but for {@link dev.pcfstap.pcap.remark.Remarks}, which the reading thread owns.
 */
@NullMarked
package dev.pcfstap.pcap.remark;

import org.jspecify.annotations.NullMarked;
