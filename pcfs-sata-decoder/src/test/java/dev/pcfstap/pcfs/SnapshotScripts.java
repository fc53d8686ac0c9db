package dev.pcfstap.pcfs;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A conversation for every state that a decoder can be interrupted in, with what shows that it came there. */
enum SnapshotScripts {
    EVERY_REQUEST_OUTSTANDING("-> CreateFolder|-> Unknown|<- ReturnCode|<- Pong|after ") {
        @Override
        Script script() {
            return pinged(4096)
                    .consoleSays(everyRequest())
                    .hostSays(HOST.rc(0), HOST.fd(0, 3), HOST.fd(0, 3))
                    .hostSays(HOST.rc(0), HOST.rc(0), HOST.rc(0))
                    .hostSays(ReadResponses.normal(900, bytes(100), 100, 4096))
                    .hostSays(HOST.written(10), HOST.rc(0))
                    .hostSays(HOST.failed(0xFFF0FFE9), HOST.rc(0), HOST.rc(0))
                    .hostSays(HOST.rc(0xFFF0FFEA), HOST.failed(0xFFF0FFE9))
                    .hostSays(HOST.rc(0xFFF0FFE0), HOST.rc(0))
                    .hostSays(HOST.pong(0, Responses.PONG_CSR), HOST.rc(0), HOST.rc(0))
                    .closes();
        }
    },
    FILE_POSITIONS(", n=30, eof|path=/list") {
        @Override
        Script script() {
            return opened(4096)
                    .consoleSays(CONSOLE.openFolder("/list"))
                    .hostSays(HOST.fd(0, FILE))
                    .consoleSays(CONSOLE.readFile(1, 100, FILE))
                    .hostSays(ReadResponses.normal(130, bytes(100), 100, 4096))
                    .consoleSays(CONSOLE.readFile(1, 100, FILE))
                    .hostSays(ReadResponses.normal(130, bytes(30), 100, 4096))
                    .consoleSays(CONSOLE.closeFolder(FILE));
        }
    },
    OUT_OF_BAND_DATA("data 50|data 0|data 70") {
        @Override
        Script script() {
            return opened(4096)
                    .consoleSays(CONSOLE.writeFile(FILE, bytes(50)))
                    .hostSays(HOST.written(50))
                    .consoleSays(CONSOLE.writeFile(FILE, bytes(0)), CONSOLE.writeFile(9, bytes(70)))
                    .hostSays(HOST.written(0))
                    .hostSays(HOST.rc(0xFFF0FFE0));
        }
    },
    A_WRITE_ANSWERED_WHILE_ITS_DATA_COMES("<- Written|data 60 not-oldest|too-many-outstanding forgotten=4") {
        @Override
        Script script() {
            byte[] write = CONSOLE.writeFile(FILE, bytes(60));
            int part = write.length - 20;
            return opened(4096)
                    .consoleSays(Arrays.copyOf(write, part))
                    .hostSays(HOST.rc(0xFFF0FFE7))
                    .consoleSays(Arrays.copyOfRange(write, part, write.length))
                    .consoleSays(CONSOLE.remove("/a"), CONSOLE.remove("/b"), CONSOLE.remove("/c"), CONSOLE.remove("/d"))
                    .hostSays(Arrays.copyOf(HOST.rc(0), 20))
                    .consoleSays(CONSOLE.remove("/e"))
                    .hostSays(Arrays.copyOfRange(HOST.rc(0), 20, 36), HOST.rc(0));
        }

        @Override
        DecoderLimits limits() {
            return new DecoderLimits(1 << 20, 1024, 4, 4);
        }
    },
    OVERSIZED_PACKETS("no request is that long|no answer is that long|<- Opaque|truncated") {
        @Override
        Script script() {
            return ofOneStream()
                    .consoleSays(CONSOLE.ping())
                    .hostSays(HOST.pong(0, Responses.PONG_NEITHER))
                    .consoleSays(CONSOLE.command(0x77, bytes(1500)))
                    .hostSays(HOST.packet(bytes(1100)))
                    .consoleSays(CONSOLE.readFile(1, 2000, FILE))
                    .hostSays(HOST.packet(bytes(2000)))
                    .consoleSays(Arrays.copyOf(CONSOLE.command(0x77, bytes(1500)), 1400))
                    .closes();
        }

        @Override
        DecoderLimits limits() {
            return new DecoderLimits(1 << 20, 1024, 16, 16);
        }
    },
    AMBIGUOUS_READS("SETTLED|GUESSED|length=4132|ERROR|GROWN|OTHER|short") {
        @Override
        Script script() {
            return opened(64)
                    .consoleSays(CONSOLE.readFile(1, 300, FILE), CONSOLE.closeFile(9))
                    .hostSays(normal(64), HOST.rc(0))
                    .consoleSays(CONSOLE.readFile(1, 300, FILE), CONSOLE.readFile(1, 40, FILE))
                    .hostSays(normal(300), normal(40))
                    .consoleSays(CONSOLE.readFile(1, 300, FILE))
                    .hostSays(ReadResponses.error(0xFFF0FFE9))
                    .consoleSays(CONSOLE.readFile(1, 300, FILE))
                    .hostSays(ReadResponses.other(bytes(32), 200, bytes(200), 0))
                    .consoleSays(CONSOLE.readFile(1, 300, FILE), CONSOLE.readFile(1, 4096, FILE))
                    .hostSays(ReadResponses.grown(bytes(150), 300, 64))
                    .hostSays(ReadResponses.grown(bytes(4096), 4096, 64))
                    .consoleSays(CONSOLE.readFile(1, 300, FILE), CONSOLE.readFile(1, 300, FILE))
                    .hostSays(normal(64), ReadResponses.grown(bytes(20), 300, 64))
                    .consoleSays(CONSOLE.readFile(1, 40, FILE))
                    .gap(0, 0)
                    .consoleSays(CONSOLE.readFile(1, 300, FILE))
                    .hostSays(normal(30))
                    .gap(0, 5)
                    .consoleSays(CONSOLE.readFile(1, 300, FILE))
                    .hostSays(normal(70))
                    .closes();
        }
    },
    LOST_BOUNDARIES("lost-boundary CONSOLE|lost-boundary HOST|two packets in a row|resumed") {
        @Override
        Script script() {
            byte[] implausible = CONSOLE.padding(1).packet(new byte[3]);
            return pinged(4096)
                    .consoleSays(CONSOLE.dataLength(0x7FFFFFFF).ping(), bytes(90), CONSOLE.remove("/found"))
                    .hostSays(wild(100), HOST.rc(0))
                    .consoleSays(CONSOLE.remove("/one"))
                    .hostSays(wild(80))
                    .consoleSays(CONSOLE.remove("/two"))
                    .hostSays(HOST.rc(0))
                    .consoleSays(implausible, implausible, bytes(40), CONSOLE.remove("/three"))
                    .hostSays(implausible, implausible, bytes(40), HOST.rc(0))
                    .consoleSays(wild(60))
                    .hostSays(wild(60))
                    .closes();
        }
    },
    GAPS("note gap|truncated|unmatched-response|resumed") {
        @Override
        Script script() {
            byte[] write = CONSOLE.writeFile(FILE, bytes(60));
            return opened(64)
                    .consoleSays(Arrays.copyOf(write, write.length - 20))
                    .gap(0, 100)
                    .consoleSays(Arrays.copyOfRange(write, write.length - 20, write.length))
                    .hostSays(HOST.written(60))
                    .consoleSays(CONSOLE.remove("/a"))
                    .hostSays(Arrays.copyOf(HOST.rc(0), 20))
                    .consoleSays(Arrays.copyOf(CONSOLE.remove("/x"), 60))
                    .gap(100, 0)
                    .hostSays(Arrays.copyOfRange(HOST.rc(0), 20, 36))
                    .consoleSays(CONSOLE.remove("/b"), CONSOLE.remove("/c"))
                    .hostSays(HOST.rc(0), HOST.rc(0), HOST.rc(0))
                    .closes();
        }
    },
    CAPABILITIES_SWITCHED_OFF("<- Opaque") {
        @Override
        Script script() {
            return ofOneStream()
                    .consoleSays(CONSOLE.capabilities(0, 0).ping())
                    .hostSays(HOST.pong(0, Responses.PONG_FFIO_AND_CSR))
                    .consoleSays(CONSOLE.readFile(1, 100, 1))
                    .hostSays(HOST.packet(bytes(100)));
        }
    };

    private static final Requests CONSOLE = Requests.standard();
    private static final Responses HOST = Responses.standard();
    private static final int FILE = 3;

    private final String shows;

    SnapshotScripts(String shows) {
        this.shows = shows;
    }

    abstract Script script();

    DecoderLimits limits() {
        return DecoderLimits.DEFAULT;
    }

    /** What its events must show, or it did not come where it was to be interrupted. */
    List<String> shows() {
        return List.of(shows.split("\\|", -1));
    }

    private static Script ofOneStream() {
        return Script.ofOneStream();
    }

    private static Script pinged(int firstRead) {
        return ofOneStream()
                .consoleSays(CONSOLE.ping(firstRead, 8192))
                .hostSays(HOST.pong(0, Responses.PONG_FFIO_AND_CSR));
    }

    private static Script opened(int firstRead) {
        return pinged(firstRead)
                .consoleSays(CONSOLE.openFile("/data.bin", "rb"))
                .hostSays(HOST.fd(0, FILE));
    }

    private static byte[][] everyRequest() {
        return new byte[][] {
            CONSOLE.createFolder("/new", 0x666),
            CONSOLE.openFolder("/folder"),
            CONSOLE.openFile("/file", "r+b"),
            CONSOLE.rewindFolder(1),
            CONSOLE.closeFolder(1),
            CONSOLE.closeFile(1),
            CONSOLE.readFile(1, 100, FILE),
            CONSOLE.writeFile(FILE, bytes(10)),
            CONSOLE.setFilePosition(FILE, 2),
            CONSOLE.statFile(FILE),
            CONSOLE.closeFile(FILE),
            CONSOLE.remove("/old"),
            CONSOLE.copy("/from", "/to"),
            CONSOLE.queryPathCreating("/q", 5),
            CONSOLE.changeOwner("/o", 7, -1),
            CONSOLE.changeMode("/m", 0x444),
            CONSOLE.capabilities(0, 0).ping(),
            CONSOLE.command(0x0E, CONSOLE.field(new byte[] {'/', (byte) 0xFF}, 0x200)),
            CONSOLE.command(0x77, bytes(20))
        };
    }

    private static byte[] normal(int dataBytes) {
        byte[] prefix = ReadResponses.prefix(false, 100_000);
        byte[] data = bytes(dataBytes);
        byte[] joined = Arrays.copyOf(prefix, prefix.length + data.length);
        System.arraycopy(data, 0, joined, prefix.length, data.length);
        return joined;
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] wild(int length) {
        byte[] bytes = bytes(length);
        bytes[0] = 0x7F;
        return bytes;
    }
}
