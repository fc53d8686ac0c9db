package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What a folder or file is, as far as its first bytes or its name tell. */
enum InputKind {
    JOURNAL,
    CAPTURE;

    private static final byte[] JOURNAL_MAGIC = {(byte) 0x89, 'P', 'C', 'J'};

    /** The kind of all inputs, which must be of one. */
    static InputKind of(List<Path> inputs) throws UserException {
        if (inputs.stream().filter(StandardInput::isMeantBy).count() > 1) {
            throw new UserException("standard input, -, can be read only once");
        }
        InputKind kind = of(inputs.get(0));
        for (Path input : inputs) {
            if (of(input) != kind) {
                throw new UserException(inputs.get(0) + " and " + input
                        + " are not both journals or both packet captures; decode them one after the other");
            }
        }
        return kind;
    }

    private static InputKind standardInput() throws UserException {
        try {
            return Arrays.equals(StandardInput.peek(JOURNAL_MAGIC.length), JOURNAL_MAGIC) ? JOURNAL : CAPTURE;
        } catch (IOException e) {
            throw new UserException("cannot read standard input: " + FileFailure.reason(e), e);
        }
    }

    private static InputKind journalFolder(Path folder) throws UserException {
        try {
            JournalTools.requireSegments(JournalFiles.disk(), List.of(folder));
            return JOURNAL;
        } catch (IOException e) {
            throw new UserException(FileFailure.reason(e), e);
        }
    }

    private static InputKind of(Path input) throws UserException {
        if (StandardInput.isMeantBy(input)) {
            return standardInput();
        }
        if (Files.isDirectory(input)) {
            return journalFolder(input);
        }
        String name = input.toString();
        if (!Files.isRegularFile(input)) {
            if (Files.exists(input)) {
                return CAPTURE; // a pipe can be read only once
            }
            throw new UserException(name + ": there is no such file or folder");
        }
        try (InputStream in = Files.newInputStream(input)) {
            byte[] magic = in.readNBytes(JOURNAL_MAGIC.length);
            return Arrays.equals(magic, JOURNAL_MAGIC) || name.endsWith(".pcj") ? JOURNAL : CAPTURE;
        } catch (IOException e) {
            throw new UserException("cannot read " + FileFailure.reason(e), e);
        }
    }
}
