package dev.pcfstap.proxy.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Inputs that must be files: standard input becomes one in the temporary folder, for as long as it is needed. Main thread. */
final class SpooledInput implements Closeable {
    private final List<Path> paths;
    private final Optional<Path> temporary;

    private SpooledInput(List<Path> paths, Optional<Path> temporary) {
        this.paths = paths;
        this.temporary = temporary;
    }

    static SpooledInput of(List<Path> inputs) throws UserException {
        if (inputs.stream().noneMatch(StandardInput::isMeantBy)) {
            return new SpooledInput(inputs, Optional.empty());
        }
        Path file = null;
        try {
            file = Files.createTempFile("pcfs-tap-", ".pcj");
            file.toFile().deleteOnExit(); // a signal ends the process without closing this
            Files.copy(StandardInput.stream(), file, StandardCopyOption.REPLACE_EXISTING);
            Path spooled = file;
            return new SpooledInput(
                    inputs.stream()
                            .map(input -> StandardInput.isMeantBy(input) ? spooled : input)
                            .toList(),
                    Optional.of(file));
        } catch (IOException e) {
            delete(Optional.ofNullable(file));
            throw new UserException(
                    "cannot keep standard input in the temporary folder " + System.getProperty("java.io.tmpdir") + ": "
                            + FileFailure.reason(e),
                    e);
        }
    }

    List<Path> paths() {
        return paths;
    }

    @Override
    public void close() {
        delete(temporary);
    }

    private static void delete(Optional<Path> file) {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException e) {
            ErrorLine.print("pcfs-tap", "cannot delete " + FileFailure.reason(e));
        }
    }
}
