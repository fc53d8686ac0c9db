package dev.pcfstap.filter;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.tap.CloseReason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Fields whose values are words of a fixed list. */
enum NameField {
    OP(Operation.NAMES),
    DIR(List.of(Names.REQUEST, Names.DATA, Names.RESPONSE)),
    KIND(List.of(Names.EXCHANGE, Names.NOTE, Names.OPEN, Names.CLOSE)),
    NOTE(Arrays.stream(NoteKind.values()).map(NoteKind::token).toList()),
    REASON(Arrays.stream(CloseReason.values()).map(CloseReason::token).toList());

    private final String token = name().toLowerCase(Locale.ROOT);

    @SuppressWarnings("ImmutableEnumChecker") // every list above is unmodifiable
    private final List<String> known;

    NameField(List<String> known) {
        this.known = known;
    }

    String token() {
        return token;
    }

    List<String> known() {
        return known;
    }
}
