package dev.pcfstap.proxy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk that can be filled and emptied under a running process. */
interface FullDisk extends AutoCloseable {
    /** Where a process may write. */
    Path folder();

    /** Nothing more can be written. */
    void fill(TapProcess process) throws IOException, InterruptedException;

    /** There is room again. */
    void free(TapProcess process) throws IOException, InterruptedException;

    @Override
    void close();

    /** The ways that this machine lets us have one; the limit always works. */
    static List<FullDisk> ways(Path folder) throws IOException {
        List<FullDisk> ways = new ArrayList<>();
        Path limited = Files.createDirectories(folder.resolve("limited"));
        ways.add(new Limit(limited));
        Path mountPoint = Files.createDirectories(folder.resolve("mounted"));
        Process holder = new ProcessBuilder(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=64m none " + mountPoint + " && echo mounted && exec sleep 300")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = holder.inputReader(StandardCharsets.US_ASCII);
        if ("mounted".equals(said.readLine())) {
            ways.add(new Mounted(holder, Path.of("/proc/" + holder.pid() + "/root" + mountPoint)));
        } else {
            holder.destroyForcibly();
            System.out.println("mounting is not allowed here: only the limit on the length of files is tried");
        }
        return ways;
    }

    /** A small file system in memory, in a mount namespace of its own, which ends with the process that holds it. */
    record Mounted(Process holder, Path folder) implements FullDisk {
        @Override
        public void fill(TapProcess process) throws IOException {
            byte[] page = new byte[4096];
            try (OutputStream filler = Files.newOutputStream(folder.resolve("filler"))) {
                while (folder.toFile().getUsableSpace() > 0) {
                    filler.write(page);
                }
            } catch (IOException full) {
                if (!String.valueOf(full.getMessage()).contains("No space left")) {
                    throw full;
                }
            }
        }

        @Override
        public void free(TapProcess process) throws IOException {
            Files.delete(folder.resolve("filler"));
        }

        @Override
        public void close() {
            holder.destroyForcibly();
        }

        @Override
        public String toString() {
            return "a file system in memory";
        }
    }

    /** The kernel refuses what is written behind the first bytes of any file, as a full disk does. */
    record Limit(Path folder) implements FullDisk {
        private static final int LEAST_BYTES = 10;

        @Override
        public void fill(TapProcess process) throws IOException, InterruptedException {
            set(process, Integer.toString(LEAST_BYTES));
        }

        @Override
        public void free(TapProcess process) throws IOException, InterruptedException {
            set(process, "unlimited");
        }

        private static void set(TapProcess process, String limit) throws IOException, InterruptedException {
            int code = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + limit + ":")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("prlimit ended with " + code);
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        @Override
        public String toString() {
            return "a limit on the length of files";
        }
    }
}
