package dev.pcfstap.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pcfstap.filter.Filter;
import dev.pcfstap.filter.FilterSyntaxException;
import dev.pcfstap.filter.FilteredEvents;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.nio.charset.StandardCharsets;

/** The filter language: any text is a filter that says the same when it is printed and read again, or one line. */
class FilterFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void text(byte[] data) throws FilterSyntaxException {
        Filter filter;
        try {
            filter = Filter.parse(new String(data, StandardCharsets.UTF_8));
        } catch (FilterSyntaxException refused) {
            if (String.valueOf(refused.getMessage()).lines().count() != 1) {
                throw new AssertionError("not one line: " + refused.getMessage());
            }
            return;
        }
        String printed = filter.toString();
        Filter again = Filter.parse(printed);
        if (!again.toString().equals(printed)) {
            throw new AssertionError(printed + " became " + again);
        }
        decide(filter);
    }

    private static void decide(Filter filter) {
        FilteredEvents filtered = new FilteredEvents(filter, event -> {});
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, filtered);
        byte[] request = new byte[0x34];
        request[3] = 0x14;
        request[0x33] = 0x14;
        byte[] response = new byte[0x28];
        response[3] = 8;
        decoder.opened(1, 1, new StreamAddresses("c:1", "h:2"));
        decoder.received(1, Direction.CONSOLE_TO_HOST, 2, request, 0, request.length);
        decoder.received(1, Direction.HOST_TO_CONSOLE, 3, response, 0, response.length);
        decoder.received(1, Direction.HOST_TO_CONSOLE, 4, response, 0, response.length);
        decoder.closed(1, 5, CloseReason.CLIENT);
        decoder.stopped(6);
        filtered.finish();
    }
}
