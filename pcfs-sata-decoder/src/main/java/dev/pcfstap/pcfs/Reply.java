package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/** What a host answered. Return codes are bit patterns, 0 for success; {@link ReturnCodes} names them. */
public sealed interface Reply {

    /** Stands where a reply carries no return code. */
    long NO_CODE = -1;

    /** Calls the visitor's method for this kind of reply. */
    <R> R accept(Visitor<R> visitor);

    /**
     * The code that tells whether it worked, 0 to 0xFFFFFFFF: 0 for everything that did, a write too, whose code on the wire is
     * a number of bytes. {@link #NO_CODE} for what did not decode.
     */
    default long resultCode() {
        return ReturnCodes.SUCCESS;
    }

    /**
     * Whether it says that what was asked failed. What did not decode says nothing.
     *
     * @param answered what was asked, null when that is not known
     */
    default boolean saysFailure(@Nullable Operation answered) {
        return resultCode() > 0 && !ReturnCodes.isExpected((int) resultCode(), answered);
    }

    /** A return code and nothing else; also the error that answers a request whose answer has another shape when it works. */
    record ReturnCode(int code) implements Reply {
        @Override
        public long resultCode() {
            return Integer.toUnsignedLong(code);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.returnCode(this);
        }
    }

    /**
     * The answer to a WriteFile: on the wire a return code, which is the number of bytes written when it worked.
     *
     * @param bytes how many bytes were written, 0 to 0xFFFFFFFF, or -1 when the code is an error
     */
    record Written(int code, long bytes) implements Reply {
        @Override
        public long resultCode() {
            return bytes >= 0 ? ReturnCodes.SUCCESS : Integer.toUnsignedLong(code);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.written(this);
        }
    }

    /** The answer to OpenFile and OpenFolder; the descriptor means nothing unless the code is 0. */
    record Opened(int code, int descriptor) implements Reply {
        @Override
        public long resultCode() {
            return Integer.toUnsignedLong(code);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.opened(this);
        }
    }

    /**
     * The answer to ReadFolder.
     *
     * @param code 0, or 0xFFF0FFFC for no more items
     * @param name the item's name, null with no more items
     * @param stat the item's record, null with no more items
     */
    record FolderItem(
            int code, @Nullable WireText name, @Nullable FileStat stat) implements Reply {
        @Override
        public long resultCode() {
            return Integer.toUnsignedLong(code);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.folderItem(this);
        }
    }

    /**
     * The answer to a ReadFile with FFIO on, which is not a packet.
     *
     * @param form which pseudo-header it has
     * @param header the 0x20 bytes where a header would stand; shared, not to be written
     * @param value V, 0 to 0xFFFFFFFF: the file's length, the bytes read or the error code, depending on the form
     * @param packetLength the whole response, from the pseudo-header to the padding
     * @param bytesRead n, the bytes that were really read, as far as can be told
     * @param inferred whether {@code bytesRead} could be another number
     * @param endOfFile whether fewer bytes were read than asked for
     * @param cutShort whether the response ended before the bytes that it owed
     * @param fromPosition whether {@code bytesRead} was drawn from what was known of the descriptor
     * @param checksum over the whole response
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to a log; nobody compares two of these
    record Read(
            ReadForm form,
            byte[] header,
            long value,
            long packetLength,
            long bytesRead,
            boolean inferred,
            boolean endOfFile,
            boolean cutShort,
            boolean fromPosition,
            Checksum checksum)
            implements Reply {

        /** The value of the bytes behind the data that fill the response up. */
        public static final byte PADDING = ReadLayout.PADDING;

        /** How many of its last bytes are data and padding: all but the pseudo-header and V. */
        public long dataLength() {
            return packetLength - ReadLayout.DATA;
        }

        @Override
        public long resultCode() {
            return form.isError() ? value : ReturnCodes.SUCCESS;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.read(this);
        }
    }

    /** The answer to StatFile, and to QueryPath for path details, when it worked. */
    record Stat(FileStat stat) implements Reply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stat(this);
        }
    }

    /** The answer to QueryPath for free space or a folder's size, when it worked; unsigned. */
    record Large(long value) implements Reply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.large(this);
        }
    }

    /** The answer to QueryPath for the number of files, when it worked; 0 to 0xFFFFFFFF. */
    record Small(long value) implements Reply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.small(this);
        }
    }

    /** The answer to a Ping. */
    record Pong(boolean ffio, boolean csr) implements Reply {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pong(this);
        }
    }

    /**
     * Data of a ReadFile with FFIO off: a packet whose form nobody has published.
     *
     * @param raw the whole packet
     */
    record Opaque(RawBytes raw) implements Reply {
        /** How many bytes of the packet are not data. */
        public static final int HEADER_LENGTH = HeaderLayout.LENGTH;

        @Override
        public long resultCode() {
            return NO_CODE;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.opaque(this);
        }
    }

    /**
     * Something that is not a well-formed answer to its request.
     *
     * @param raw the whole packet
     * @param reason what is wrong with it, one phrase for people
     */
    record Unknown(RawBytes raw, String reason) implements Reply {
        @Override
        public long resultCode() {
            return NO_CODE;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unknown(this);
        }
    }

    /** Which pseudo-header an FFIO read carries. */
    enum ReadForm {
        /** An error: V is its code. */
        ERROR,
        /** An ordinary packet that holds nothing but an error: V is its code. */
        BARE_CODE,
        /** V is the length of the whole file. */
        NORMAL,
        /** All zero: V is the number of bytes read. */
        GROWN,
        /** Whatever the host's buffer held. */
        OTHER;

        /** Whether the read failed. */
        public boolean isError() {
            return this == ERROR || this == BARE_CODE;
        }
    }

    /** One method a kind of reply, so that a new kind breaks every format at compile time. */
    interface Visitor<R> {
        R returnCode(ReturnCode reply);

        R written(Written reply);

        R opened(Opened reply);

        R folderItem(FolderItem reply);

        R read(Read reply);

        R stat(Stat reply);

        R large(Large reply);

        R small(Small reply);

        R pong(Pong reply);

        R opaque(Opaque reply);

        R unknown(Unknown reply);
    }
}
