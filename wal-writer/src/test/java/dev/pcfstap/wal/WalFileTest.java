package dev.pcfstap.wal;

import static dev.pcfstap.wal.Lines.SECOND;
import static dev.pcfstap.wal.Lines.T0;
import static dev.pcfstap.wal.Lines.append;
import static dev.pcfstap.wal.Lines.names;
import static dev.pcfstap.wal.Lines.read;
import static dev.pcfstap.wal.Lines.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalFileTest {
    private static final String HEADER = "# pcfs-tap wal 1\n";

    @TempDir
    Path folder;

    private Path path;
    private WalFileOptions options;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("capture.wal");
        options = WalFileOptions.of(path);
    }

    private WalFile open(WalFileOptions with) throws WalOpenException {
        return WalFile.open(with, new TapFormat(), T0);
    }

    @Test
    void anExistingFileIsRefusedAndTheMessageNamesTheWayOut() throws IOException {
        Files.writeString(path, "mine\n");
        assertThatThrownBy(() -> open(options))
                .isInstanceOf(WalOpenException.class)
                .hasMessage("cannot write the WAL to " + path
                        + ": it exists; --append continues it, --force overwrites it");
        assertThat(read(path)).isEqualTo("mine\n");
    }

    @Test
    void aFileIsAppendedToOnRequest() throws IOException {
        Files.writeString(path, HEADER + text(1, 2));
        try (WalFile wal = open(options.withMode(WalFileOptions.Mode.APPEND))) {
            append(wal, 3, 1, T0);
        }
        assertThat(read(path)).isEqualTo(HEADER + text(1, 3));
    }

    @Test
    void aFileIsOverwrittenOnlyByForce() throws IOException {
        Files.writeString(path, "mine\n".repeat(100));
        try (WalFile wal = open(options.withMode(WalFileOptions.Mode.FORCE))) {
            append(wal, 1, 1, T0);
        }
        assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
    }

    @Test
    void halfALineOfACrashIsTakenOffAndKeptInANote() throws IOException {
        Files.writeString(path, HEADER + text(1, 2) + "line \u001b[31m of the cra");
        try (WalFile wal = open(options.withMode(WalFileOptions.Mode.APPEND))) {
            append(wal, 3, 1, T0);
        }
        assertThat(read(path))
                .isEqualTo(HEADER + text(1, 2)
                        + "2026-11-20T21:40:48.123456Z s0       note  tap text=\"the log ended in half a line\" bytes=21"
                        + " line=\"line \\x1b[31m of the cra\"\n" + text(3, 1));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = folder.resolve("no/such/capture.wal");
        assertThatThrownBy(() -> open(WalFileOptions.of(missing)))
                .isInstanceOf(WalOpenException.class)
                .hasMessage("cannot write the WAL to " + missing + ": there is no folder " + missing.getParent());
    }

    @Test
    void aFolderInPlaceOfAFileIsRefused() {
        assertThatThrownBy(() -> open(WalFileOptions.of(folder)))
                .isInstanceOf(WalOpenException.class)
                .hasMessageContaining(folder + ": ")
                .hasMessageContaining("irectory");
    }

    @Test
    void permissionDeniedIsOneClearLine() {
        FaultyDisk disk = new FaultyDisk();
        disk.refusesOpening = true;
        assertThatThrownBy(() -> WalFile.open(options, new TapFormat(), disk, T0))
                .isInstanceOf(WalOpenException.class)
                .hasMessage("cannot write the WAL to " + path + ": permission denied");
    }

    @Test
    void twoTapsDoNotWriteOneFile() throws IOException {
        try (WalFile first = open(options)) {
            append(first, 1, 1, T0);
            assertThatThrownBy(() -> open(options.withMode(WalFileOptions.Mode.FORCE)))
                    .hasMessageEndingWith("another pcfs-tap is writing it");
        }
        assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
    }

    @Test
    void linesWaitForTheTimerUnlessTheyEndAQuietSpell() throws IOException {
        try (WalFile wal = open(options)) {
            append(wal, 1, 1, T0);
            wal.batchEnded(T0);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 1));

            append(wal, 2, 1, T0 + SECOND / 2);
            wal.batchEnded(T0 + SECOND / 2);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
            assertThat(wal.linesWritten()).isEqualTo(1);

            wal.flush(T0 + SECOND * 3 / 4);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 2));

            append(wal, 3, 1, T0 + 2 * SECOND);
            wal.batchEnded(T0 + 2 * SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 3));
        }
    }

    @Test
    void anIdleTickDoesNotDelayTheNextLine() throws IOException {
        try (WalFile wal = open(options)) {
            wal.flush(T0 + 5 * SECOND);
            append(wal, 1, 1, T0 + 5 * SECOND + 1);
            wal.batchEnded(T0 + 5 * SECOND + 1);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
        }
    }

    @Test
    void aClockThatRanBackwardsDoesNotStopTheFlushes() throws IOException {
        try (WalFile wal = open(options)) {
            append(wal, 1, 1, T0);
            wal.batchEnded(T0);
            append(wal, 2, 1, T0 - 3600 * SECOND);
            wal.batchEnded(T0 - 3600 * SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 2));
        }
    }

    @Test
    void aSmallBufferNeverEndsAWriteInsideALine() throws IOException {
        try (WalFile wal = open(options.withBuffer(100))) {
            for (int i = 0; i < 50; i++) {
                append(wal, 10 + i * 7, 7, T0);
                assertThat(read(path)).endsWith("\n");
            }
        }
        assertThat(read(path)).isEqualTo(HEADER + text(10, 350));
    }

    @Test
    void aLineLargerThanTheBufferGoesAlone() throws IOException {
        TextBuffer lines = Lines.of(1, 1).put("x".repeat(200_000)).put('\n').put("line 3\n");
        try (WalFile wal = open(options.withBuffer(100))) {
            wal.append(lines, 3, T0);
            wal.flush(T0);
            assertThat(wal.linesWritten()).isEqualTo(3);
        }
        assertThat(read(path)).isEqualTo(HEADER + lines);
    }

    @Test
    void filesRotateBySizeAtLineEndsAndEachBeginsWithTheHeader() throws IOException {
        try (WalFile wal = open(options.withRotation(80, 0, 0))) {
            append(wal, 10, 40, T0);
            wal.flush(T0);
        }
        assertThat(names(folder))
                .startsWith("capture-20261120T214048.123456Z.wal", "capture-20261120T214048.123457Z.wal")
                .endsWith("capture.wal");
        StringBuilder all = new StringBuilder();
        for (String name : names(folder)) {
            String content = read(folder.resolve(name));
            assertThat(content.length()).isBetween(HEADER.length() + 1, 80);
            assertThat(content).startsWith(HEADER).endsWith("\n");
            all.append(content.substring(HEADER.length()));
        }
        assertThat(all).hasToString(text(10, 40));
    }

    @Test
    void filesRotateByAgeWhenThereIsSomethingInThem() throws IOException {
        try (WalFile wal = open(options.withRotation(0, 10 * SECOND, 0))) {
            wal.flush(T0 + 100 * SECOND);
            assertThat(names(folder)).containsExactly("capture.wal");
            append(wal, 1, 1, T0 + 9 * SECOND);
            append(wal, 2, 1, T0 + 11 * SECOND);
            wal.flush(T0 + 12 * SECOND);
            wal.flush(T0 + 200 * SECOND);
            wal.flush(T0 + 300 * SECOND);
        }
        assertThat(names(folder))
                .containsExactly(
                        "capture-20261120T214059.123456Z.wal", "capture-20261120T214408.123456Z.wal", "capture.wal");
        assertThat(read(folder.resolve("capture-20261120T214059.123456Z.wal"))).isEqualTo(HEADER + text(1, 1));
        assertThat(read(folder.resolve("capture-20261120T214408.123456Z.wal"))).isEqualTo(HEADER + text(2, 1));
        assertThat(read(path)).isEqualTo(HEADER);
    }

    @Test
    void onlyTheOldestRotatedFilesOfThisNameAreDeleted() throws IOException {
        String[] others = {
            "capture-2026.wal",
            "capture-20200101T000000.000000Z.wal.gz",
            "other-20200101T000000.000000Z.wal",
            "capture-20190101T000000.000000Z.wal",
        };
        for (String other : others) {
            Files.writeString(folder.resolve(other), "keep me");
        }
        Files.writeString(folder.resolve("capture-20200101T000000.000000Z.wal"), HEADER);
        try (WalFile wal = open(options.withRotation(60, 0, 2))) {
            append(wal, 10, 40, T0);
        }
        assertThat(names(folder)).contains(others).doesNotContain("capture-20200101T000000.000000Z.wal");
        assertThat(new RotatedNames(path, new TapFormat()).rotated()).hasSize(2);
        assertThat(read(path)).endsWith(text(49, 1));
    }

    @Test
    void aNameWithoutAnExtensionRotatesToo() throws IOException {
        Path plain = folder.resolve("wal");
        try (WalFile wal = open(WalFileOptions.of(plain).withRotation(30, 0, 0))) {
            append(wal, 10, 2, T0);
        }
        assertThat(names(folder)).containsExactly("wal", "wal-20261120T214048.123456Z");
    }

    @Test
    void aFileThatCannotBeReadIsStillAppendedTo() throws IOException {
        Files.writeString(path, HEADER);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("-w-------"));
        try (WalFile wal = open(options.withMode(WalFileOptions.Mode.APPEND))) {
            append(wal, 1, 1, T0);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
    }

    @Test
    void aFileThatIsContinuedIsAsOldAsItIs() throws IOException {
        Files.writeString(path, HEADER + text(1, 2));
        long dayNanos = 24 * 3600 * SECOND;
        try (WalFile wal = open(options.withMode(WalFileOptions.Mode.APPEND).withRotation(0, dayNanos, 2))) {
            append(wal, 3, 1, T0);
            wal.flush(T0);
        }
        assertThat(names(folder)).containsExactly("capture.wal");
        assertThat(read(path)).isEqualTo(HEADER + text(1, 3));
    }

    @Test
    void aLinkIsNeverWrittenThrough() throws IOException {
        Path elsewhere = folder.resolve("elsewhere.wal");
        Files.createSymbolicLink(path, elsewhere);
        for (WalFileOptions.Mode mode : WalFileOptions.Mode.values()) {
            assertThatThrownBy(() -> open(options.withMode(mode)))
                    .isInstanceOf(WalOpenException.class)
                    .hasMessageContaining("it is a link to " + elsewhere);
        }
        assertThat(elsewhere).doesNotExist();
        Files.writeString(elsewhere, HEADER + "half a line");
        for (WalFileOptions.Mode mode : WalFileOptions.Mode.values()) {
            assertThatThrownBy(() -> open(options.withMode(mode))).isInstanceOf(WalOpenException.class);
        }
        assertThat(read(elsewhere)).isEqualTo(HEADER + "half a line");
    }

    @Test
    void whatIsNoWalOrOneInAnotherFormatIsNotAppendedTo() throws IOException {
        WalFileOptions append = options.withMode(WalFileOptions.Mode.APPEND);
        for (String other :
                List.of("notes of mine\nhalf", "{\"format\":\"pcfs-tap wal\",\"version\":1}\n", "->Ping   {")) {
            Files.writeString(path, other);
            assertThatThrownBy(() -> open(append))
                    .isInstanceOf(WalOpenException.class)
                    .hasMessageEndingWith("it is no WAL in this format; --force overwrites it");
            assertThat(read(path)).isEqualTo(other);
        }
        Files.writeString(path, HEADER);
        for (WalFormat format : List.of(new JsonFormat(), new CatDevFormat())) {
            assertThatThrownBy(() -> WalFile.open(append, format, T0)).isInstanceOf(WalOpenException.class);
        }
        // One that was killed while it wrote its first line.
        Files.writeString(path, HEADER.substring(0, 7));
        open(append).close();
        assertThat(read(path)).startsWith(HEADER);
    }

    @Test
    void eachFormatIsAppendedTo() throws IOException {
        for (WalFormatName name : WalFormatName.values()) {
            Path file = folder.resolve(name + ".wal");
            WalFileOptions append = WalFileOptions.of(file).withMode(WalFileOptions.Mode.APPEND);
            TextBuffer line = new TextBuffer(100);
            name.create().header(line, T0);
            if (line.length() == 0) {
                line.put(TextBuffer.ascii("->Ping         {supports_ffio=true}\n"));
            }
            Files.writeString(file, line.toString());
            WalFile.open(append, name.create(), T0).close();
            assertThat(read(file)).isEqualTo(line.toString());
        }
    }

    @Test
    void whatHasTheNameWhenAFileIsBegunAgainIsLeftAlone() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.writeString(elsewhere, "mine\nhalf");
        try (WalFile wal = open(options)) {
            append(wal, 1, 1, T0);
            wal.flush(T0);
            Files.delete(path);
            Files.createSymbolicLink(path, elsewhere);
            append(wal, 2, 1, T0);
            wal.flush(T0 + SECOND);
            Files.delete(path);
            Files.writeString(path, HEADER + "of another tap\nhalf");
            wal.flush(T0 + 2 * SECOND);
            assertThat(read(path)).isEqualTo(HEADER + "of another tap\nhalf");
            // As logrotate makes it.
            Files.writeString(path, "");
            wal.flush(T0 + 3 * SECOND);
        }
        assertThat(read(elsewhere)).isEqualTo("mine\nhalf");
        assertThat(read(path)).isEqualTo(HEADER + text(2, 1));
    }

    @Test
    void whatForceOverwritesKeepsItsPermissionsAndItsContentUnderOtherNames() throws IOException {
        Files.writeString(path, "mine\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        Path other = Files.createLink(folder.resolve("other"), path);
        try (WalFile wal = open(options.withMode(WalFileOptions.Mode.FORCE))) {
            append(wal, 1, 1, T0);
        }
        assertThat(read(other)).isEqualTo("mine\n");
        assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void aNewFileIsForItsOwnerAloneUnlessItsFolderIsShared() throws IOException {
        open(options).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 02770);
        open(WalFileOptions.of(shared.resolve("capture.wal"))).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.resolve("capture.wal"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void rotatedNamesStayInOrderWhenTheClockIsSetBackAndTheNewestAreKept() throws IOException {
        try (WalFile wal = open(options.withRotation(60, 0, 2))) {
            append(wal, 10, 14, T0);
            append(wal, 24, 14, T0 - 3600 * SECOND);
        }
        List<Path> rotated = new RotatedNames(path, new TapFormat()).rotated();
        assertThat(rotated).hasSize(2);
        assertThat(read(rotated.get(0)) + read(rotated.get(1)) + read(path)).endsWith(text(37, 1));
        assertThat(read(rotated.get(0))).doesNotContain(text(10, 1));
        assertThat(read(rotated.get(1)).compareTo(read(rotated.get(0)))).isPositive();
    }

    @Test
    void theAgeCountsAnewWhenTheClockIsSetBack() throws IOException {
        long day = 24 * 3600 * SECOND;
        try (WalFile wal = open(options.withRotation(0, SECOND, 0))) {
            append(wal, 1, 1, T0);
            wal.flush(T0);
            append(wal, 2, 1, T0 - day);
            append(wal, 3, 1, T0 - day + 2 * SECOND);
        }
        assertThat(new RotatedNames(path, new TapFormat()).rotated()).hasSize(1);
    }

    /** To open it again would wait for another reader, and with it everything that the thread has to do. */
    @Test
    void aPipeWhoseReaderHasGoneIsGivenUp() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("sh", "-c", "exec head -c 1 < '" + path + "'")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (WalFile wal = open(options)) {
                append(wal, 1, 100, T0);
                wal.flush(T0);
                assertThat(reader.waitFor(30, TimeUnit.SECONDS)).isTrue();
                for (int i = 1; i <= 10; i++) {
                    append(wal, 100 * i, 10_000, T0 + i * SECOND);
                    wal.flush(T0 + i * SECOND);
                }
                assertThat(wal.linesLost()).isGreaterThan(50_000);
            }
        });
    }
}
