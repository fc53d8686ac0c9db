package dev.pcfstap.proxy.load;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.fixtures.packet.Wire;
import dev.pcfstap.fixtures.tape.Conversation;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What both sides of one stream say, made from a seed: the chunks of both directions in the order in which they are sent. */
final class LoadScript {
    private static final ConversationGenerator SMALL = new ConversationGenerator(1, 150, 50, 10);
    private static final int TRANSFERS = 30;
    private static final int DESCRIPTOR = 3;
    private static final int FLOODS = 20;
    private static final int PINGS_AT_ONCE = 1000;

    private LoadScript() {}

    /**
     * Half of them read and write much; a quarter asks much at once, which makes more text than bytes; the others have many
     * small packets, some pipelined, cut anywhere or corrupted.
     */
    static List<TapeRecord> of(long seed) {
        Random random = new Random(seed);
        int kind = random.nextInt(4);
        if (kind < 2) {
            return transfers(random);
        }
        if (kind == 2) {
            return floods();
        }
        Conversation small = SMALL.generate(seed);
        return (random.nextInt(4) == 0 ? small.tape() : small.packets())
                .records().stream()
                        .filter(record -> record.kind() == TapeKind.TO_HOST || record.kind() == TapeKind.TO_CONSOLE)
                        .toList();
    }

    private static List<TapeRecord> transfers(Random random) {
        Requests ask = Requests.standard();
        Responses answer = Responses.standard();
        List<TapeRecord> records = new ArrayList<>();
        exchange(
                records,
                ask.ping(Wire.FIRST_READ_BYTES, Wire.FIRST_WRITE_BYTES),
                answer.pong(0, Responses.PONG_FFIO_AND_CSR));
        exchange(records, ask.openFile("/%DISC_EMU_DIR/content/data.bin", "r+"), answer.fd(0, DESCRIPTOR));
        for (int i = 0; i < TRANSFERS; i++) {
            byte[] data = new byte[1 + random.nextInt(150_000)];
            random.nextBytes(data);
            if (random.nextBoolean()) {
                exchange(records, ask.writeFile(DESCRIPTOR, data), answer.written(data.length));
            } else {
                byte[] read = ReadResponses.normal(data.length, data, data.length, Wire.FIRST_READ_BYTES);
                exchange(records, ask.readFile(1, data.length, DESCRIPTOR), read);
            }
        }
        return records;
    }

    private static List<TapeRecord> floods() {
        byte[] ping = Requests.standard().ping(Wire.FIRST_READ_BYTES, Wire.FIRST_WRITE_BYTES);
        byte[] pong = Responses.standard().pong(0, Responses.PONG_FFIO_AND_CSR);
        List<TapeRecord> records = new ArrayList<>();
        for (int i = 0; i < FLOODS; i++) {
            exchange(records, repeated(ping), repeated(pong));
        }
        return records;
    }

    private static byte[] repeated(byte[] packet) {
        byte[] many = new byte[PINGS_AT_ONCE * packet.length];
        for (int i = 0; i < PINGS_AT_ONCE; i++) {
            System.arraycopy(packet, 0, many, i * packet.length, packet.length);
        }
        return many;
    }

    private static void exchange(List<TapeRecord> records, byte[] request, byte[] response) {
        records.add(TapeRecord.toHost(1, request));
        records.add(TapeRecord.toConsole(1, response));
    }
}
