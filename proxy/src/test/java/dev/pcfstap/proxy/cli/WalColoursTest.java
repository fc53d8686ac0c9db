package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.wal.TapFormat;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.TimeStyle;
import dev.pcfstap.wal.WalFormat;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalColoursTest {
    private static final Operation FORGED = new Operation.Remove(WireText.of("/<- Failure (1) note"));

    private static PcfsEvent.Response answer(Reply reply, long latencyNanos, Evidence evidence) {
        return new PcfsEvent.Response(3, 0, 1, FORGED, reply, latencyNanos, 0, evidence, null, 0, 0);
    }

    private static String lines(WalFormat format, List<PcfsEvent> events) {
        TextBuffer out = new TextBuffer(0);
        format.header(out, 0);
        events.forEach(event -> format.print(event, out));
        return out.toString();
    }

    @Test
    void aLineIsColouredByWhatCameOfItAndItsTextStays() {
        Reply worked = new Reply.ReturnCode(0);
        List<PcfsEvent> events = List.of(
                new PcfsEvent.Request(3, 0, 1, FORGED, null, 0, 0),
                answer(worked, 5, Evidence.STATED),
                answer(new Reply.ReturnCode(5), 5, Evidence.STATED),
                answer(new Reply.Written(1000, 1000), 5, Evidence.STATED),
                answer(worked, WalColours.SLOW_NANOS, Evidence.STATED),
                answer(worked, 5, Evidence.GUESSED),
                new PcfsEvent.Note(3, 0, NoteKind.GAP, null, List.of(), null),
                new PcfsEvent.Closed(3, 0, CloseReason.CLIENT, 1, 1));
        WalFormat relative = new TapFormat(256, TimeStyle.RELATIVE, ZoneOffset.UTC);
        String coloured = lines(new WalColours(new TapFormat(256, TimeStyle.RELATIVE, ZoneOffset.UTC)), events);

        assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(lines(relative, events));
        assertThat(coloured.lines().map(line -> line.replaceAll(".*\u001b\\[(\\d+)m.+\u001b\\[0m$", "$1")))
                .containsExactly("2", "2", "36", "32", "31", "32", "35", "33", "33", "2");
    }
}
