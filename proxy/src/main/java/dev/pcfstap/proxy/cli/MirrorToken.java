package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both ends of a mirror know. It is in a file, where no list of processes shows it, and never sent. */
final class MirrorToken {
    private static final int MAX_BYTES = 1024;
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token that both ends share; needed unless the address is a loopback one.")
    @Nullable
    Path file;

    /** The token for a connection to this address; empty when none is needed, and none was given. */
    String textFor(InetSocketAddress address) throws IOException, UserException {
        if (file == null
                && address.getAddress() != null
                && !address.getAddress().isLoopbackAddress()) {
            throw new UserException("a token is needed to mirror from an address that is not loopback (--token-file)");
        }
        return text();
    }

    String text() throws IOException, UserException {
        if (file == null) {
            return "";
        }
        String token = new String(SmallFile.read(file, MAX_BYTES, "token file"), StandardCharsets.UTF_8).strip();
        if (Files.isRegularFile(file)) {
            warnOfOthers(file);
        }
        if (token.isEmpty()) {
            throw new UserException(file + " holds no token");
        }
        return token;
    }

    private static void warnOfOthers(Path file) throws IOException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (OF_OTHERS.stream().anyMatch(permissions::contains)) {
                ErrorLine.print("warning: others can read or change the token file " + file + " (chmod 600 ends that)");
            }
        } catch (UnsupportedOperationException noPermissionsHere) {
            // Windows has other means, which are inherited from the folder.
        }
    }
}
