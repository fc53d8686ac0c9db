package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LastResortTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aThreadThatDiesTakesItsProcessWithItWhateverElseRuns() throws Exception {
        try (TapProcess process = TapProcess.startMain(Dying.class, folder)) {
            assertThat(process.exitCode()).isEqualTo(ExitCode.BROKEN);
            assertThat(process.errors())
                    .singleElement()
                    .asString()
                    .startsWith("pcfs-tap: a thread has died")
                    .contains("-Xmx");
        }
    }

    @Test
    void anExceptionThatNobodyCatchesEndsItsThreadOnly() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        LastResort lastResort = LastResort.install();
        try {
            Thread dying = new Thread(() -> {
                throw new IllegalStateException("a bug");
            });
            dying.start();
            dying.join();
        } finally {
            lastResort.uninstall();
        }
        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
    }

    /** A process that would never end, with a thread that runs out of memory. */
    static final class Dying {
        private Dying() {}

        public static void main(String[] arguments) throws InterruptedException {
            LastResort.install();
            new Thread(() -> {
                        throw new OutOfMemoryError("a thread's last words");
                    })
                    .start();
            new CountDownLatch(1).await();
        }
    }
}
