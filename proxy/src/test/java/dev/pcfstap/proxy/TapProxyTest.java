package dev.pcfstap.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.relay.RelayOptions;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRingOptions;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TapProxyTest {
    @Test
    void aProxyIsAliveUntilAnEventLoopEnds() throws Exception {
        Endpoint loopback = new Endpoint("127.0.0.1", 0);
        RelayOptions relay =
                RelayOptions.between(loopback, new Endpoint("127.0.0.1", 1)).withEventLoops(2);
        TapProxyOptions options = new TapProxyOptions(relay, TapRingOptions.DEFAULT, Duration.ofSeconds(1));
        try (TapProxy proxy =
                new TapProxy(options, TapClock.system(), new PcfsDecoder(DecoderLimits.DEFAULT, event -> {}))) {
            EventLoopGroup loops = proxy.start()
                    .map(endpoint -> ((VertxInternal) Vertx.currentContext().owner()).nettyEventLoopGroup())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(proxy.isAlive()).isTrue();

            Future<?> unused = loops.next().shutdownGracefully(0, 0, TimeUnit.SECONDS);
            await().until(() -> !proxy.isAlive());
        }
    }
}
