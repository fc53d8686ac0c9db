package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.TapRingOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Netty's leak detector, which looks at every buffer, watches streams that end in every way. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BufferLeakTest {
    private final LeakAppender appender = new LeakAppender();
    private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    /** Keeps what the detector says. */
    private static final class LeakAppender extends AbstractAppender {
        private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

        LeakAppender() {
            super("leaks", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            String message = event.getMessage().getFormattedMessage();
            if (message.contains("LEAK")) {
                leaks.add(message);
            }
        }
    }

    @BeforeEach
    void watch() {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        appender.start();
        rootLogger().addAppender(appender);
    }

    @AfterEach
    void watchNoMore() {
        rootLogger().removeAppender(appender);
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void aLeakWouldBeSeen() {
        leak();
        awaitLeaks();
        assertThat(appender.leaks).isNotEmpty();
    }

    @Test
    void noBufferIsLeakedHoweverStreamsEnd() throws Exception {
        StubbornSink sink = new StubbornSink();
        try (RelayBench bench = RelayBench.start(
                sink, new TapRingOptions(16, 1 << 20), options -> options.withMaxStall(Duration.ofMillis(300)))) {
            List<CompletableFuture<Void>> endings = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                sink.block();
                for (int i = 0; i < 8; i++) {
                    endings.add(conversation(bench.console(), bench.host(), i));
                }
                await().pollDelay(Duration.ofMillis(500)).until(() -> true);
                sink.unblock();
            }
            for (CompletableFuture<Void> ending : endings) {
                ending.exceptionally(reset -> null).get(60, TimeUnit.SECONDS);
            }
        }
        for (int i = 0; i < 5; i++) {
            collect();
        }
        assertThat(appender.leaks).isEmpty();
    }

    /** Both sides talk; then one of them resets, closes, or just goes on until the proxy ends. */
    private static CompletableFuture<Void> conversation(Peer console, Peer host, int ending) {
        byte[] long1MiB = new byte[1 << 20];
        CompletableFuture<Void> saying = Aside.run(() -> host.says(long1MiB));
        return Aside.run(() -> {
                    console.says(long1MiB);
                    switch (ending % 4) {
                        case 0 -> console.resets();
                        case 1 -> host.resets();
                        case 2 -> console.close();
                        default -> host.close();
                    }
                })
                .thenCombine(saying, (said, heard) -> null);
    }

    private static void leak() {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        lost.writeByte(1);
    }

    private void awaitLeaks() {
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            collect();
            return !appender.leaks.isEmpty();
        });
    }

    /** Leaks are found when a buffer was collected and another one is taken. */
    private static void collect() {
        System.gc();
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        for (int i = 0; i < 200; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    private static Logger rootLogger() {
        return ((LoggerContext) LogManager.getContext(false)).getRootLogger();
    }
}
