package dev.pcfstap.tap;

/**
 * The two ends of a stream as text, {@code host:port} or {@code [v6]:port}.
 *
 * @param client the console's end
 * @param server the host's end, as the tap reaches it
 */
public record StreamAddresses(String client, String server) {}
