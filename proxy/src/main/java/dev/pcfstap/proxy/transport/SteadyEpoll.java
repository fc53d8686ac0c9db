package dev.pcfstap.proxy.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Netty's epoll handler, except that a socket which once waited for nothing can wait for something again.
 *
 * <p>Netty (seen in 4.2.16 to 4.2.20) takes a socket out of the epoll set when it waits for nothing, but does not remember
 * that, so that waiting again fails with ENOENT and the connection is closed. That happens to every socket whose peer has
 * half-closed and that is then paused, or has more to write than the kernel takes. Here such a socket's registration is
 * cancelled instead, and a new one is made when it is needed. Confined to the event loop, as the registrations of sockets are.
 */
final class SteadyEpoll implements IoHandler {
    private final IoHandler epoll;

    SteadyEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(handle, epoll.register(handle));
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    private final class Registration implements IoRegistration {
        private final IoHandle handle;
        private IoRegistration current;
        private boolean waiting;
        private boolean cancelled;

        Registration(IoHandle handle, IoRegistration current) {
            this.handle = handle;
            this.current = current;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // the signature is Netty's
        public <T> T attachment() {
            return current.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            if (cancelled) {
                return -1;
            }
            if (EpollIoOps.NONE.equals(ops)) {
                if (waiting) {
                    waiting = false;
                    current.cancel();
                }
                return 0;
            }
            if (!current.isValid()) {
                current = renewed();
            }
            waiting = true;
            return current.submit(ops);
        }

        @Override
        public boolean isValid() {
            return !cancelled;
        }

        @Override
        public boolean cancel() {
            if (cancelled) {
                return false;
            }
            cancelled = true;
            current.cancel();
            return true;
        }

        private IoRegistration renewed() {
            try {
                return epoll.register(handle);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException("a socket could not be registered again", e);
            }
        }
    }
}
