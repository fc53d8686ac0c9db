package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.program.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's "Common jobs", line by line, as they stand there. */
@NeedsProgram(value = "jq", debianPackage = "jq")
class ReadmeRecipesTest {
    private static final long MAX_WAIT_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void everyRecipeRunsAsWritten() throws Exception {
        List<String> recipes = recipes();
        assertThat(recipes).hasSizeGreaterThan(15).first().asString().contains("pcfs-tap demo");
        for (String recipe : recipes) {
            if (recipe.contains("--listen")) {
                runUntilItListens(recipe);
            } else {
                Files.write(folder.resolve("stdout"), new byte[0]);
                long before = results();
                assertThat(run(recipe).exitValue()).as(recipe + "\n" + errors()).isZero();
                assertThat(results())
                        .as("it shows or makes something: " + recipe)
                        .isGreaterThan(before);
            }
        }
    }

    private static List<String> recipes() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String section = readme.substring(readme.indexOf("## Common jobs"), readme.indexOf("## How it works"));
        String block = section.substring(section.indexOf("```sh\n") + 6, section.lastIndexOf("```"));
        return block.lines().filter(line -> !line.isBlank()).toList();
    }

    /** The function stands for the alias that the README suggests; pipes count as failed if any part of them fails. */
    private Process start(String recipe) throws IOException {
        String program =
                TapProcess.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        String script = "set -o pipefail; pcfs-tap() { " + program + " \"$@\"; }; " + recipe;
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("HOME", folder.toString());
        return builder.start();
    }

    private Process run(String recipe) throws Exception {
        Process process = start(recipe);
        assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS))
                .as(recipe)
                .isTrue();
        return process;
    }

    /** Everything that was printed and made so far, as a number that grows. */
    private long results() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long made = files.filter(file -> !file.endsWith("stdout") && !file.endsWith("stderr"))
                    .count();
            return made + Files.size(folder.resolve("stdout"));
        }
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }

    /** On any free port: the one of the README may be taken here. */
    private void runUntilItListens(String recipe) throws Exception {
        Process process = start(recipe.replaceFirst("--listen \\S+", "--listen 0"));
        Awaitility.await(recipe)
                .atMost(MAX_WAIT_SECONDS, TimeUnit.SECONDS)
                .until(() -> !process.isAlive() || errors().contains("listening on "));
        process.descendants().forEach(ProcessHandle::destroy);
        assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS))
                .as(recipe)
                .isTrue();
        assertThat(process.exitValue()).as(recipe + "\n" + errors()).isZero();
    }
}
