package dev.pcfstap.pcap.tcp;

/**
 * A port whose traffic looks like PCFS SATA.
 *
 * @param segments how many segments look like a request to it or a response from it
 */
public record PortCandidate(int port, int segments) {}
