import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Run by the build before the jar is made: writes which commit is built into the file that {@code --version} reads. Where there
 * is no git, or no repository, there is no such file.
 */
public final class WriteCommit {
    private static final List<String> DESCRIBE =
            List.of("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*");

    private WriteCommit() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.getParent());
        String commit = commit();
        if (commit.matches("[0-9a-f]{7,40}(-dirty)?")) {
            Files.writeString(file, commit);
        } else {
            Files.deleteIfExists(file);
        }
    }

    private static String commit() throws InterruptedException {
        try {
            Process git = new ProcessBuilder(DESCRIBE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? commit : "";
        } catch (IOException noGit) {
            return "";
        }
    }
}
