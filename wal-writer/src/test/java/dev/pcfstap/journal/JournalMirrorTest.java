package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JournalMirrorTest {
    @TempDir
    Path folder;

    private final JournalFiles disk = JournalFiles.disk();
    private Path source = Path.of("");
    private Path copy = Path.of("");
    private volatile MirrorProgress last = new MirrorProgress(0, 0, 0);
    private JournalServer server;

    @BeforeEach
    void serve() throws IOException {
        source = folder.resolve("source");
        copy = folder.resolve("copy");
        Files.createDirectories(source);
        server = JournalServer.start(disk, source, loopback(0), "");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aCopyIsTheSameByteForByteAndGoesOnWhereItStopped() throws IOException {
        JournalFixture.write(source, 1, 100, 300, 5000);
        mirror(TrailingPolicy.ERROR);
        assertSame();
        JournalFixture.write(source, 2, 100, 300, 5000);
        try (JournalMirror mirror = JournalMirror.connect(
                disk, loopback(server.port()), "", copy, TrailingPolicy.ERROR, this::progressed)) {
            mirror.run(false);
        }
        assertSame();
        assertThat(last.behindBytes()).isZero();
        assertThat(last.copiedBytes()).isPositive();
        assertThat(last.nextSequence())
                .isEqualTo(JournalFixture.records(source, ReadOptions.STRICT).size());
    }

    @Test
    void aFollowingMirrorKeepsUpWithAGrowingJournal() throws Exception {
        Traffic traffic = new Traffic(3, 500);
        JournalSink sink = JournalFixture.sink(disk, JournalOptions.in(source).withSegmentBytes(8000), traffic.now());
        JournalMirror mirror =
                JournalMirror.connect(disk, loopback(server.port()), "", copy, TrailingPolicy.ERROR, this::progressed);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread copying = new Thread(() -> {
            try {
                mirror.run(true);
            } catch (IOException broken) {
                failure.set(broken);
            }
        });
        copying.start();
        for (int i = 0; i < 300; i++) {
            traffic.batch(sink, 5);
        }
        sink.stopped(traffic.now());
        long end = JournalFixture.records(source, ReadOptions.STRICT).size();
        await().atMost(Duration.ofSeconds(30)).until(() -> last.nextSequence() == end);
        mirror.close();
        copying.join();
        assertThat(failure.get()).isNull();
        assertSame();
    }

    @Test
    void aDamagedTailAtTheDestinationIsAnErrorOrTrimmedWithACopyKept() throws IOException {
        JournalFixture.write(source, 4, 50, 300, 1 << 20);
        mirror(TrailingPolicy.ERROR);
        Path tail = SegmentFiles.ofFolder(disk, copy).get(0);
        byte[] whole = Files.readAllBytes(tail);
        byte[] torn = Arrays.copyOf(whole, whole.length - 7);
        Files.write(tail, torn);

        assertThatThrownBy(() -> mirror(TrailingPolicy.ERROR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the destination is damaged; torn")
                .hasMessageContaining(tail.toString());
        assertThat(Files.readAllBytes(tail)).isEqualTo(torn);
        mirror(TrailingPolicy.TRIM);
        assertSame();
        assertThat(Files.readAllBytes(tail.resolveSibling(tail.getFileName() + ".broken")))
                .isEqualTo(torn);
    }

    @Test
    void aHoleThatTheWriterStatesIsCopiedAndAnyOtherIsRefused() throws IOException {
        JournalId journal = JournalId.random();
        Files.write(SegmentName.segment(source, 0), JournalFixture.segment(journal, 0, List.of()));
        Files.write(
                SegmentName.segment(source, 9), JournalFixture.segment(journal, 9, List.of(new SequenceRange(1, 9))));
        mirror(TrailingPolicy.ERROR);
        assertSame();
        assertThat(JournalFixture.records(copy, ReadOptions.TAIL)).hasSize(3);
        Files.write(SegmentName.segment(source, 15), JournalFixture.segment(journal, 15, List.of()));
        assertThatThrownBy(() -> mirror(TrailingPolicy.ERROR)).isInstanceOf(IOException.class);
        assertThat(SegmentName.segment(copy, 15)).doesNotExist();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSourceThatEndsInATornCommitOrInAHeaderIsCopiedAsFarAsItGoes() throws IOException {
        JournalFixture.write(source, 7, 50, 300, Long.MAX_VALUE);
        Path segment = SegmentFiles.ofFolder(disk, source).get(0);
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, whole.length - 7));
        mirror(TrailingPolicy.ERROR);
        List<String> records = JournalFixture.records(source, ReadOptions.TAIL);
        assertThat(JournalFixture.records(copy, ReadOptions.STRICT))
                .isEqualTo(records)
                .isNotEmpty();

        SegmentHeader header = SegmentFiles.header(disk, segment).orElseThrow();
        Files.write(
                SegmentName.segment(source, records.size()),
                SegmentLayout.encode(new SegmentHeader(header.journal(), records.size(), 1, 0)));
        mirror(TrailingPolicy.ERROR);
        assertThat(JournalFixture.records(copy, ReadOptions.STRICT)).isEqualTo(records);
        assertThat(last.behindBytes()).isZero();
    }

    @Test
    void aHoleThatOnlyALaterSegmentStatesIsCopied() throws IOException {
        JournalId journal = JournalId.random();
        Files.write(SegmentName.segment(source, 0), JournalFixture.segment(journal, 0, List.of()));
        Files.write(SegmentName.segment(source, 9), JournalFixture.segment(journal, 9, List.of()));
        Files.write(
                SegmentName.segment(source, 10), JournalFixture.segment(journal, 10, List.of(new SequenceRange(1, 9))));
        assertThat(JournalFixture.records(source, ReadOptions.TAIL)).hasSize(4);
        mirror(TrailingPolicy.ERROR);
        assertSame();
    }

    @Test
    void aCopyThatIsCompleteGoesOnAlthoughItsLastSegmentWasDeletedAtTheSource() throws IOException {
        JournalFixture.write(source, 8, 50, 300, Long.MAX_VALUE);
        mirror(TrailingPolicy.ERROR);
        JournalFixture.write(source, 9, 50, 300, Long.MAX_VALUE);
        JournalFixture.write(source, 10, 50, 300, Long.MAX_VALUE);
        List<String> all = JournalFixture.records(source, ReadOptions.STRICT);
        List<Path> segments = SegmentFiles.ofFolder(disk, source);
        Files.delete(segments.get(0));
        mirror(TrailingPolicy.ERROR);
        assertThat(JournalFixture.records(copy, ReadOptions.STRICT)).isEqualTo(all);

        JournalFixture.write(source, 11, 50, 300, Long.MAX_VALUE);
        JournalFixture.write(source, 12, 50, 300, Long.MAX_VALUE);
        for (Path pruned : SegmentFiles.ofFolder(disk, source).subList(0, 3)) {
            Files.delete(pruned);
        }
        assertThatThrownBy(() -> mirror(TrailingPolicy.ERROR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the copy ends at " + all.size());
    }

    @Test
    void aDestinationThatEndsInsideAHeaderIsAnErrorOrTrimmed() throws IOException {
        JournalFixture.write(source, 4, 50, 300, 5000);
        mirror(TrailingPolicy.ERROR);
        List<Path> segments = SegmentFiles.ofFolder(disk, copy);
        Path last = segments.get(segments.size() - 1);
        Files.write(last, Arrays.copyOf(Files.readAllBytes(last), 20));
        assertThatThrownBy(() -> mirror(TrailingPolicy.ERROR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(last.toString());
        mirror(TrailingPolicy.TRIM);
        assertSame();
    }

    @Test
    void aWrongTokenAnotherJournalAndADamagedSourceAreRefusedInOneLine() throws IOException {
        JournalFixture.write(source, 5, 50, 300, 5000);
        try (JournalServer closed = JournalServer.start(disk, source, loopback(0), "secret")) {
            assertThatThrownBy(() -> JournalMirror.connect(
                            disk, loopback(closed.port()), "guess", copy, TrailingPolicy.ERROR, this::progressed))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("wrong token");
        }
        JournalFixture.write(copy, 6, 5, 300, 5000);
        assertThatThrownBy(() -> mirror(TrailingPolicy.ERROR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another journal");

        copy = folder.resolve("copy2");
        Path second = SegmentFiles.ofFolder(disk, source).get(1);
        byte[] bytes = Files.readAllBytes(second);
        bytes[1000] ^= 1;
        Files.write(second, bytes);
        assertThatThrownBy(() -> mirror(TrailingPolicy.ERROR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the source is damaged")
                .hasMessageContaining(second.toString());
        assertThat(JournalSummary.read(disk, List.of(copy)).whole()).isTrue();
    }

    @Test
    void theTokenIsNeverSentAndWhoAnswersInTheSourcesPlaceIsFoundOut() throws Exception {
        byte[] heard;
        try (ServerSocket impostor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> hearing = CompletableFuture.supplyAsync(() -> answerAsAnImpostor(impostor));
            assertThatThrownBy(() -> JournalMirror.connect(
                            disk,
                            loopback(impostor.getLocalPort()),
                            "secret-token",
                            copy,
                            TrailingPolicy.ERROR,
                            this::progressed))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not know the token");
            heard = hearing.get(60, TimeUnit.SECONDS);
        }
        assertThat(new String(heard, StandardCharsets.ISO_8859_1)).doesNotContain("secret-token");
        assertThat(SegmentFiles.ofFolder(disk, copy)).isEmpty();
    }

    /** Says what a source says, with a proof that it cannot know. */
    private static byte[] answerAsAnImpostor(ServerSocket listener) {
        try (Socket mirror = listener.accept()) {
            DataOutputStream out = new DataOutputStream(mirror.getOutputStream());
            DataInputStream in = new DataInputStream(mirror.getInputStream());
            byte[] hello = in.readNBytes(6 + MirrorLogin.NONCE_LENGTH);
            MirrorProtocol.writeAnswer(out, MirrorProtocol.WELCOME, "");
            out.write(new byte[MirrorLogin.NONCE_LENGTH]);
            byte[] login = in.readNBytes(MirrorLogin.PROOF_LENGTH + 32);
            MirrorProtocol.writeAnswer(out, MirrorProtocol.WELCOME, "");
            out.write(new byte[MirrorLogin.PROOF_LENGTH]);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(hello);
            all.writeBytes(login);
            return all.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoDoesNotLogInKeepsNobodyOut() throws Exception {
        JournalFixture.write(source, 1, 100, 300, 5000);
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.setSoTimeout(60_000);
                idle.add(socket);
            }
            mirror(TrailingPolicy.ERROR);
            assertSame();
            DataInputStream oldest = new DataInputStream(idle.get(0).getInputStream());
            assertThatThrownBy(() -> MirrorProtocol.readAnswer(oldest))
                    .hasMessage("the source refuses: others want to log in");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void aLoginThatIsNotFinishedInTimeIsEndedWithAReason() throws Exception {
        MirrorLimits impatient = new MirrorLimits(16, 8, 16, Duration.ofMillis(50), Duration.ofSeconds(30));
        try (JournalServer strict = JournalServer.start(disk, source, loopback(0), "", impatient);
                Socket idle = new Socket(InetAddress.getLoopbackAddress(), strict.port())) {
            idle.setSoTimeout(60_000);
            DataInputStream in = new DataInputStream(idle.getInputStream());
            assertThatThrownBy(() -> MirrorProtocol.readAnswer(in))
                    .hasMessage("the source refuses: no login within 50 ms");
        }
    }

    @Test
    void whoNeverReadsLosesItsPlaceAndNobodyTakesAllOfThem() throws Exception {
        JournalFixture.write(source, 1, 100, 300, 5000);
        MirrorLimits limits = new MirrorLimits(3, 2, 16, Duration.ofSeconds(30), Duration.ofMillis(500));
        try (JournalServer strict = JournalServer.start(disk, source, loopback(0), "", limits);
                Socket first = silentMirror(strict.port());
                Socket second = silentMirror(strict.port())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThatThrownBy(() -> mirrorFrom(strict.port()))
                    .hasMessageContaining("2 mirrors are served already, 2 of them from this address");
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                mirrorFrom(strict.port());
                return true;
            });
        }
        assertSame();
    }

    /** Logs in, follows, and never reads a frame. */
    private static Socket silentMirror(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] nonce = MirrorLogin.nonce();
        MirrorProtocol.writeHello(out, nonce);
        MirrorProtocol.readAnswer(in);
        byte[] sourceNonce = MirrorProtocol.readExactly(in, MirrorLogin.NONCE_LENGTH);
        MirrorProtocol.writeLogin(
                out,
                new MirrorLogin("").proofOfMirror(nonce, sourceNonce),
                new MirrorProtocol.Place(JournalId.UNKNOWN, MirrorProtocol.NOTHING, 0));
        MirrorProtocol.readAnswer(in);
        return socket;
    }

    private void mirrorFrom(int port) throws IOException {
        try (JournalMirror mirror = connect(loopback(port))) {
            mirror.run(false);
        }
    }

    @Test
    void servingBeyondLoopbackNeedsAToken() {
        assertThatThrownBy(() -> JournalServer.start(disk, source, new InetSocketAddress("0.0.0.0", 0), ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token");
    }

    private void mirror(TrailingPolicy onTrailing) throws IOException {
        try (JournalMirror mirror =
                JournalMirror.connect(disk, loopback(server.port()), "", copy, onTrailing, this::progressed)) {
            mirror.run(false);
        }
    }

    private void progressed(MirrorProgress progress) {
        last = progress;
    }

    private void assertSame() throws IOException {
        List<Path> segments = SegmentFiles.ofFolder(disk, source);
        assertThat(SegmentFiles.ofFolder(disk, copy)).hasSameSizeAs(segments);
        for (Path segment : segments) {
            assertThat(copy.resolve(segment.getFileName())).hasSameBinaryContentAs(segment);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void aSourceThatHangsUpAndOneThatIsNotThereAreSaidInWords() throws IOException {
        InetSocketAddress address;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = loopback(listener.getLocalPort());
            Thread hangsUp = new Thread(() -> {
                try (Socket mirror = listener.accept()) {
                    mirror.getInputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            hangsUp.start();
            assertThatThrownBy(() -> {
                        try (JournalMirror mirror = connect(address)) {
                            mirror.run(false);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the source ended the connection");
        }
        assertThatThrownBy(() -> connect(address))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refused");
    }

    private JournalMirror connect(InetSocketAddress source) throws IOException {
        return JournalMirror.connect(disk, source, "", copy, TrailingPolicy.ERROR, progress -> {});
    }
}
