package dev.pcfstap.proxy.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A command that ran in this process.
 *
 * @param code its exit code
 * @param output what {@link System#out} got
 * @param errors the lines that {@link System#err} got
 */
record CommandRun(int code, String output, List<String> errors) {

    static CommandRun of(Object... arguments) {
        return with(Map.of(), arguments);
    }

    /** One that runs in an environment. */
    static CommandRun with(Map<String, String> environment, Object... arguments) {
        PrintStream err = System.err;
        PrintStream out = System.out;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            String[] texts = new String[arguments.length];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = arguments[i].toString();
            }
            int code = PcfsTap.run(texts, environment);
            return new CommandRun(
                    code,
                    output.toString(StandardCharsets.UTF_8),
                    errors.toString(StandardCharsets.UTF_8).lines().toList());
        } finally {
            System.setErr(err);
            System.setOut(out);
        }
    }
}
