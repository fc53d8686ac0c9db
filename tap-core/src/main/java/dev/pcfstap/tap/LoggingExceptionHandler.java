package dev.pcfstap.tap;

import com.lmax.disruptor.ExceptionHandler;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The last net under the consumer: {@link SlotConsumer} catches what its sink throws, so nothing is expected here. The
 * default handler would rethrow and end the consumer for good; this one logs and lets it go on.
 */
final class LoggingExceptionHandler implements ExceptionHandler<TapSlot> {
    private static final Logger LOG = LogManager.getLogger(LoggingExceptionHandler.class);

    @Override
    public void handleEventException(Throwable failure, long sequence, @Nullable TapSlot slot) {
        LOG.error("the ring's consumer failed at sequence {}", sequence, failure);
        if (slot != null) {
            slot.clear();
        }
    }

    @Override
    public void handleOnStartException(Throwable failure) {
        LOG.error("the ring's consumer failed to start", failure);
    }

    @Override
    public void handleOnShutdownException(Throwable failure) {
        LOG.error("the ring's consumer failed to stop", failure);
    }
}
