package dev.pcfstap.filter;

import dev.pcfstap.pcfs.PcfsEvent;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of an exchange, when nothing more will be.
 *
 * @param request null when the answer is all that was seen
 * @param data of a write, else null
 * @param response null when none came
 */
public record CompletedExchange(
        PcfsEvent.@Nullable Request request,
        PcfsEvent.@Nullable WriteData data,
        PcfsEvent.@Nullable Response response) {}
