package dev.pcfstap.proxy.cli;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** From futures to the main thread, which may block. */
final class Waiting {
    private Waiting() {}

    /** The result, or a {@link UserException} with the failure's message. */
    static <T> T forResult(Future<T> future) throws UserException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UserException(String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted", e);
        }
    }
}
