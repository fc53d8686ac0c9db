package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.ReadMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Damaged places on standard output, for commands whose result they are, or on standard error. */
final class DamageText {
    private DamageText() {}

    static void print(List<Damage> damage, boolean json) {
        for (Damage found : damage) {
            OutputLine.print(json ? json(found) : found.line());
        }
    }

    /** What was damaged in the input of a command whose result is something else. */
    static int complain(String command, List<Damage> damage) {
        for (Damage found : damage) {
            ErrorLine.print("pcfs-tap journal " + command + ": " + found.line());
        }
        return damage.isEmpty() ? ExitCode.FINE : ExitCode.INCOMPLETE;
    }

    /** The same, and what reading on behind the damage would give back. */
    static int complain(String command, List<Damage> damage, List<Path> inputs, ReadMode mode) {
        int code = complain(command, damage);
        BehindDamage.line(inputs, mode, damage).ifPresent(line -> ErrorLine.print("pcfs-tap journal " + command, line));
        return code;
    }

    private static JsonLine json(Damage found) {
        return new JsonLine()
                .with("type", "damage")
                .with("kind", found.kind().name().toLowerCase(Locale.ROOT))
                .with("file", found.file().toString())
                .with("offset", found.offset())
                .with("length", found.lengthBytes())
                .with("firstLost", found.firstLost())
                .with("endLost", found.endLost())
                .with("reason", found.reason());
    }
}
