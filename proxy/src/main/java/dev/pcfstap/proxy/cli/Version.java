package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest tells, and the commit that the build wrote if it knew. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"pcfs-tap " + (version == null ? "(not packaged)" : version + commit())};
    }

    private static String commit() {
        try (InputStream commit = Version.class.getResourceAsStream("commit")) {
            return commit == null ? "" : " (commit " + new String(commit.readAllBytes(), StandardCharsets.UTF_8) + ")";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
