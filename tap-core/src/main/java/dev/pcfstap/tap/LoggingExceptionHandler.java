package dev.pcfstap.tap;

import com.lmax.disruptor.ExceptionHandler;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The last net under the consumer: {@link SlotConsumer} catches what its sink throws, so nothing is expected here. The
 * default handler would rethrow and end the consumer for good; this one logs, if it can, and lets it go on.
 */
final class LoggingExceptionHandler implements ExceptionHandler<TapSlot> {
    private static final Logger LOG = LogManager.getLogger(LoggingExceptionHandler.class);

    @Override
    public void handleEventException(Throwable failure, long sequence, @Nullable TapSlot slot) {
        if (slot != null) {
            slot.clear();
        }
        log("the ring's consumer failed", sequence, failure);
    }

    @Override
    public void handleOnStartException(Throwable failure) {
        log("the ring's consumer failed to start", -1, failure);
    }

    @Override
    public void handleOnShutdownException(Throwable failure) {
        log("the ring's consumer failed to stop", -1, failure);
    }

    private static void log(String what, long sequence, Throwable failure) {
        try {
            LOG.error("{} (sequence {})", what, sequence, failure);
        } catch (Throwable unsaid) {
            // There may be no memory to say that there is no memory.
        }
    }
}
