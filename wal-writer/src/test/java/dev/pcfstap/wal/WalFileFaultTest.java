package dev.pcfstap.wal;

import static dev.pcfstap.wal.Lines.SECOND;
import static dev.pcfstap.wal.Lines.T0;
import static dev.pcfstap.wal.Lines.append;
import static dev.pcfstap.wal.Lines.read;
import static dev.pcfstap.wal.Lines.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.pcfs.PcfsEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalFileFaultTest {
    private static final String HEADER = "# pcfs-tap wal 1\n";

    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private Path path;
    private WalFileOptions options;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("capture.wal");
        options = WalFileOptions.of(path).withBuffer(1000);
    }

    private WalFile open() throws WalOpenException {
        return WalFile.open(options, new TapFormat(), disk, T0);
    }

    @Test
    void shortWritesAreFinished() throws IOException {
        disk.largestWriteBytes = 3;
        try (WalFile wal = open()) {
            append(wal, 1, 20, T0);
        }
        assertThat(read(path)).isEqualTo(HEADER + text(1, 20));
        assertThat(disk.writes).isGreaterThan(20);
    }

    @Test
    void aFullDiskLeavesNoHalfLineAndWhatTheBufferHoldsIsNotLost() throws IOException {
        try (WalFile wal = open()) {
            append(wal, 1, 5, T0);
            disk.freeBytes = 17;
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 2));
            assertThat(wal.linesWritten()).isEqualTo(2);

            wal.flush(T0 + SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 2));

            append(wal, 6, 1, T0 + 2 * SECOND);
            disk.freeBytes = Long.MAX_VALUE;
            wal.flush(T0 + 2 * SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 6));
            assertThat(wal.linesLost()).isZero();
            assertThat(wal.linesWritten()).isEqualTo(6);
        }
    }

    @Test
    void anErrorHalfWayThroughAWriteLeavesWholeLinesAndEachOnce() throws IOException {
        try (WalFile wal = open()) {
            append(wal, 1, 5, T0);
            disk.errors = 2;
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(HEADER);

            append(wal, 6, 1, T0 + SECOND);
            wal.flush(T0 + SECOND);
            assertThat(read(path)).isEqualTo(HEADER);

            wal.flush(T0 + 2 * SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 6));
            assertThat(wal.linesWritten()).isEqualTo(6);
            assertThat(wal.linesLost()).isZero();
        }
    }

    @Test
    void aNoteOfLossesThatFindsNoMemoryIsWrittenLater() throws IOException {
        WalFormat failingOnce = new WalFormat() {
            private final WalFormat format = new TapFormat();
            private boolean failed;

            @Override
            public void header(TextBuffer target, long timeNanos) {
                format.header(target, timeNanos);
            }

            @Override
            public boolean recognizes(byte[] beginning) {
                return format.recognizes(beginning);
            }

            @Override
            public void print(PcfsEvent event, TextBuffer target) {
                if (!failed) {
                    failed = true;
                    target.put("half a");
                    throw new OutOfMemoryError("injected");
                }
                format.print(event, target);
            }
        };
        try (WalFile wal = WalFile.open(options, failingOnce, disk, T0)) {
            append(wal, 1, 1, T0);
            wal.lost(3, T0);
            assertThatThrownBy(() -> wal.flush(T0)).hasMessage("injected");
            wal.flush(T0 + SECOND);
        }
        assertThat(read(path))
                .startsWith(HEADER + text(1, 1))
                .contains("wal-lost lines=3 ")
                .doesNotContain("half");
    }

    @Test
    void whatTheBufferCannotHoldIsCountedAndNotedWhereItIsMissing() throws IOException {
        try (WalFile wal = open()) {
            disk.freeBytes = 0;
            append(wal, 100, 100, T0);
            append(wal, 200, 50, T0 + SECOND);
            append(wal, 250, 1, T0 + 2 * SECOND);
            assertThat(wal.linesLost()).isEqualTo(40);
            disk.freeBytes = Long.MAX_VALUE;
            wal.flush(T0 + 3 * SECOND);
            append(wal, 300, 1, T0 + 4 * SECOND);
        }
        assertThat(read(path))
                .isEqualTo(HEADER + text(100, 111)
                        + "2026-11-20T21:40:51.123456Z s0       note  wal-lost lines=40"
                        + " from=2026-11-20T21:40:49.123456Z to=2026-11-20T21:40:50.123456Z\n" + text(300, 1));
    }

    @Test
    void aHalfLineThatCannotBeUndoneIsUndoneWhenTheFileOpensAgain() throws IOException {
        disk.refusesTruncating = true;
        try (WalFile wal = open()) {
            append(wal, 1, 5, T0);
            disk.freeBytes = 17;
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 2) + "lin");
            disk.freeBytes = Long.MAX_VALUE;
            wal.flush(T0 + SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 2) + "lin");
            disk.refusesTruncating = false;
            wal.flush(T0 + 2 * SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(1, 5));
        }
    }

    @Test
    void aFileThatWasDeletedIsBegunAgain() throws IOException {
        try (WalFile wal = open()) {
            append(wal, 1, 1, T0);
            wal.flush(T0);
            Files.delete(path);
            append(wal, 2, 1, T0);
            wal.flush(T0 + SECOND);
            assertThat(read(path)).isEqualTo(HEADER + text(2, 1));
            assertThat(wal.linesWritten()).isEqualTo(2);
        }
    }

    @Test
    void aFileThatWasMovedIsBegunAgain() throws IOException {
        Path aside = folder.resolve("aside.wal");
        try (WalFile wal = open()) {
            append(wal, 1, 1, T0);
            wal.flush(T0);
            append(wal, 2, 1, T0);
            Files.move(path, aside);
            wal.flush(T0 + SECOND);
        }
        assertThat(read(aside)).isEqualTo(HEADER + text(1, 1));
        assertThat(read(path)).isEqualTo(HEADER + text(2, 1));
    }

    @Test
    void aFolderThatWentAwayAndCameBackLosesNothingThatTheBufferHolds() throws IOException {
        Path deep = Files.createDirectory(folder.resolve("deep"));
        options = WalFileOptions.of(deep.resolve("capture.wal"));
        try (WalFile wal = open()) {
            append(wal, 1, 1, T0);
            Files.move(deep, folder.resolve("away"));
            wal.flush(T0);
            append(wal, 2, 1, T0 + SECOND);
            wal.flush(T0 + SECOND);
            Files.createDirectory(deep);
            wal.flush(T0 + 2 * SECOND);
        }
        assertThat(read(deep.resolve("capture.wal"))).isEqualTo(HEADER + text(1, 2));
    }

    @Test
    void aFileThatWasDeletedOrMovedIsBegunAgainAtTheNextTickThoughNothingIsToBeWritten() throws IOException {
        try (WalFile wal = open()) {
            Files.delete(path);
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(HEADER);
            Files.move(path, folder.resolve("aside.wal"));
            wal.flush(T0 + SECOND);
            assertThat(read(path)).isEqualTo(HEADER);
            assertThatThrownBy(() -> WalFile.open(options.withMode(WalFileOptions.Mode.APPEND), new TapFormat(), T0))
                    .hasMessageContaining("another pcfs-tap is writing it");
        }
    }

    @Test
    void twoTapsNeverWriteOneFileWhateverIsRenamed() throws IOException {
        Path aside = folder.resolve("aside.wal");
        for (WalFileOptions.Mode mode : WalFileOptions.Mode.values()) {
            Files.deleteIfExists(path);
            try (WalFile first = open()) {
                append(first, 1, 1, T0);
                first.flush(T0);
                Files.move(path, aside);
                try (WalFile second = WalFile.open(options.withMode(mode), new TapFormat(), T0)) {
                    append(first, 2, 1, T0 + SECOND);
                    first.flush(T0 + SECOND);
                    append(second, 3, 1, T0 + SECOND);
                    second.flush(T0 + SECOND);
                    assertThat(read(path)).isEqualTo(HEADER + text(3, 1));
                    Files.move(aside, path, StandardCopyOption.REPLACE_EXISTING);
                    append(second, 4, 1, T0 + 2 * SECOND);
                    second.flush(T0 + 2 * SECOND);
                    assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
                    first.flush(T0 + 3 * SECOND);
                    assertThat(read(path)).isEqualTo(HEADER + text(1, 2));
                }
            }
        }
    }

    private static String altered(long bytes, long before, String more) {
        return "2026-11-20T21:40:48.123456Z s0       note  tap text=\"somebody else made the log " + bytes
                + " bytes long, it had " + before + "\"" + more + "\n";
    }

    @Test
    void aFileThatSomebodyEmptiedBeginsWithItsHeaderAndANoteAtTheNextTick() throws IOException {
        try (WalFile wal = open()) {
            append(wal, 1, 5, T0);
            wal.flush(T0);
            long before = Files.size(path);
            Files.writeString(path, "");
            wal.flush(T0);
            String begun = HEADER + altered(0, before, "");
            assertThat(read(path)).isEqualTo(begun);
            append(wal, 6, 1, T0);
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(begun + text(6, 1));
            assertThat(wal.linesWritten()).isEqualTo(7);
        }
    }

    @Test
    void aFileThatSomebodyCutInsideItsHeaderHasAWholeOneAgain() throws IOException {
        try (WalFile wal = open()) {
            Files.writeString(path, "# pcfs");
            append(wal, 1, 1, T0);
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(HEADER + altered(6, HEADER.length(), "") + text(1, 1));
        }
    }

    @Test
    void aFileThatSomebodyCutInsideALineOrWroteToGoesOnWithWholeLinesAndANote() throws IOException {
        try (WalFile wal = open()) {
            append(wal, 1, 2, T0);
            wal.flush(T0);
            int before = (HEADER + text(1, 2)).length();
            int cut = (HEADER + text(1, 1)).length() + 3;
            Files.writeString(path, (HEADER + text(1, 2)).substring(0, cut));
            append(wal, 3, 1, T0);
            wal.flush(T0);
            String cutOff = text(2, 1).substring(0, 3);
            String whole = HEADER + text(1, 1) + altered(cut, before, " bytes=3 line=" + cutOff) + text(3, 1);
            assertThat(read(path)).isEqualTo(whole);
            Files.writeString(path, "theirs", StandardOpenOption.APPEND);
            append(wal, 4, 1, T0);
            wal.flush(T0);
            assertThat(read(path))
                    .isEqualTo(
                            whole + altered(whole.length() + 6, whole.length(), " bytes=6 line=theirs") + text(4, 1));
        }
    }

    @Test
    void aRotationThatFailsDoesNotStopTheLog() throws IOException {
        disk.refusesRenaming = true;
        options = options.withRotation(60, 0, 0);
        try (WalFile wal = open()) {
            append(wal, 10, 20, T0);
            wal.flush(T0);
            assertThat(read(path)).isEqualTo(HEADER + text(10, 20));
            disk.refusesRenaming = false;
            append(wal, 30, 1, T0 + 61 * SECOND);
            wal.flush(T0 + 61 * SECOND);
        }
        assertThat(read(path)).isEqualTo(HEADER + text(30, 1));
        assertThat(new RotatedNames(path, new TapFormat()).rotated()).hasSize(1);
    }

    @Test
    void aNewFileThatCannotBeOpenedAfterARotationIsTriedAgain() throws IOException {
        options = options.withRotation(60, 0, 0);
        try (WalFile wal = open()) {
            append(wal, 10, 3, T0);
            wal.flush(T0);
            disk.refusesOpening = true;
            append(wal, 13, 10, T0);
            wal.flush(T0 + SECOND);
            assertThat(path).doesNotExist();
            disk.refusesOpening = false;
            wal.flush(T0 + 2 * SECOND);
            assertThat(wal.linesLost()).isZero();
        }
        assertThat(read(path)).startsWith(HEADER).endsWith(text(22, 1));
    }

    @Test
    void whatCannotBeWrittenAtTheEndIsCounted() throws IOException {
        WalFile wal = open();
        disk.freeBytes = 10;
        append(wal, 1, 3, T0);
        wal.close();
        wal.close();
        append(wal, 4, 2, T0);
        assertThat(wal.linesWritten()).isEqualTo(1);
        assertThat(wal.linesLost()).isEqualTo(4);
        assertThat(read(path)).isEqualTo(HEADER + text(1, 1));
    }

    @Test
    void aDiskThatFillsAndEmptiesAtRandomKeepsTheBooksAndTheLinesWhole() throws IOException {
        long seed = 20261121;
        Random random = new Random(seed);
        long given = 0;
        WalFile wal = open();
        for (int i = 0; i < 2000; i++) {
            disk.freeBytes = random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(300);
            disk.largestWriteBytes = 1 + random.nextInt(200);
            disk.refusesTruncating = random.nextInt(4) == 0;
            int count = random.nextInt(40);
            append(wal, 1000 + i, count, T0 + i);
            given += count;
            if (random.nextInt(3) == 0) {
                wal.flush(T0 + i);
            }
        }
        disk.freeBytes = Long.MAX_VALUE;
        disk.refusesTruncating = false;
        wal.flush(T0 + 5000);
        wal.close();
        String all = read(path);
        assertThat(all.lines())
                .as("seed %d", seed)
                .allMatch(line ->
                        line.matches("line \\d{4}|# pcfs-tap wal 1|.* note  wal-lost lines=\\d+ from=\\S+ to=\\S+Z"));
        long notes = all.lines().filter(line -> line.contains("wal-lost")).count();
        long noted = all.lines()
                .filter(line -> line.contains("wal-lost"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*lines=(\\d+).*", "$1")))
                .sum();
        long lines = all.lines().filter(line -> line.startsWith("line ")).count();
        assertThat(noted).as("seed %d", seed).isEqualTo(wal.linesLost());
        assertThat(lines + noted).as("seed %d", seed).isEqualTo(given);
        assertThat(wal.linesWritten()).as("seed %d", seed).isEqualTo(lines + notes);
        assertThat(notes).isPositive();
    }

    @Test
    void aRealFullDeviceCostsLinesButNothingElse() throws IOException {
        Path full = Path.of("/dev/full");
        WalFileOptions device = WalFileOptions.of(full).withBuffer(100);
        assertThatThrownBy(() -> WalFile.open(device, new TapFormat(), T0))
                .isInstanceOf(WalOpenException.class)
                .hasMessageContaining("No space left");
        WalFile wal = WalFile.open(device, new CatDevFormat(), T0);
        append(wal, 1, 100, T0);
        wal.flush(T0 + SECOND);
        wal.close();
        assertThat(wal.linesWritten()).isZero();
        assertThat(wal.linesLost()).isEqualTo(100);
    }
}
