package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/**
 * A file or folder descriptor as an operation names it.
 *
 * @param number what the host gave out
 * @param path the path that the stream's table held for it when the request was seen, or null when it held none
 */
public record Descriptor(int number, @Nullable WireText path) {}
