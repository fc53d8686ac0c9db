package dev.pcfstap.pcap.tcp;

/** The memory that waiting bytes of all connections take, about. Mutable; confined to the reading thread. */
final class HeldTotal {
    long bytes;
}
