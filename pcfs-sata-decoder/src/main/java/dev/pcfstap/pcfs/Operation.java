package dev.pcfstap.pcfs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request asks for. One record a command, named as the protocol names it, and {@link Unknown} for what did not decode. */
public sealed interface Operation {
    /** The {@linkplain #name names} of all operations, in the protocol's order, {@code Unknown} last. */
    List<String> NAMES = Stream.concat(
                    Arrays.stream(Command.values()).map(Command::label), Stream.of(Unknown.class.getSimpleName()))
            .toList();

    /** The protocol's name for its command; {@code Unknown} for {@link Unknown}. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** The path that it is about: its own, its descriptor's or that which a Rename moves; null when none is known. */
    default @Nullable WireText path() {
        return null;
    }

    /** Calls the visitor's method for this kind of operation. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Whether everything in it that the reference implementation insists to be UTF-8 is. When not, that implementation
     * shows the request, and its response, as unknown.
     */
    default boolean isUtf8() {
        return true;
    }

    /** Makes a folder. */
    record CreateFolder(WireText path, boolean writable) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createFolder(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /** Opens a folder for listing. */
    record OpenFolder(WireText path) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.openFolder(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /** Asks for the next item of a folder. */
    record ReadFolder(Descriptor folder) implements Operation {
        @Override
        public @Nullable WireText path() {
            return folder.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.readFolder(this);
        }
    }

    /** Starts a folder's listing again. */
    record RewindFolder(Descriptor folder) implements Operation {
        @Override
        public @Nullable WireText path() {
            return folder.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rewindFolder(this);
        }
    }

    /** Gives a folder descriptor back. */
    record CloseFolder(Descriptor folder) implements Operation {
        @Override
        public @Nullable WireText path() {
            return folder.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.closeFolder(this);
        }
    }

    /**
     * Opens a file.
     *
     * @param mode {@code r}, {@code w} or {@code a}, then at most two of {@code b} and {@code +}; or empty
     * @param unlock whether a read-only file may become writable
     */
    record OpenFile(WireText path, WireText mode, boolean unlock) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.openFile(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /**
     * Reads {@code blockCount * blockSize} bytes.
     *
     * @param moveTo where the position goes first; {@link MoveTo#CURRENT} when the do-move bit is not set
     * @param blockCount 0 to 0xFFFFFFFF
     * @param blockSize 0 to 0xFFFFFFFF
     */
    record ReadFile(Descriptor file, MoveTo moveTo, long blockCount, long blockSize) implements Operation {
        @Override
        public @Nullable WireText path() {
            return file.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.readFile(this);
        }

        /** The bytes asked for, unsigned 64-bit. */
        public long sizeBytes() {
            return blockCount * blockSize;
        }
    }

    /** Writes {@code blockCount * blockSize} bytes, which follow the request out of band. Values as in a read. */
    record WriteFile(Descriptor file, MoveTo moveTo, long blockCount, long blockSize) implements Operation {
        @Override
        public @Nullable WireText path() {
            return file.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.writeFile(this);
        }

        /** The bytes announced, unsigned 64-bit. */
        public long sizeBytes() {
            return blockCount * blockSize;
        }
    }

    /** Moves a file's position. */
    record SetFilePosition(Descriptor file, MoveTo moveTo) implements Operation {
        @Override
        public @Nullable WireText path() {
            return file.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.setFilePosition(this);
        }
    }

    /** Asks about an open file. */
    record StatFile(Descriptor file) implements Operation {
        @Override
        public @Nullable WireText path() {
            return file.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.statFile(this);
        }
    }

    /** Gives a file descriptor back. */
    record CloseFile(Descriptor file) implements Operation {
        @Override
        public @Nullable WireText path() {
            return file.path();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.closeFile(this);
        }
    }

    /** Deletes a file or folder. */
    record Remove(WireText path) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.remove(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /** Moves a file or folder, or copies it. */
    record Rename(WireText source, WireText destination, boolean copy) implements Operation {
        @Override
        public WireText path() {
            return source;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rename(this);
        }

        @Override
        public boolean isUtf8() {
            return source.isUtf8() && destination.isUtf8();
        }
    }

    /**
     * Asks about a path.
     *
     * @param createFolder whether the folder is to be made when it is missing
     */
    record QueryPath(WireText path, QueryType type, boolean createFolder) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.queryPath(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /** Changes a path's owner; hosts refuse. Ids are 0 to 0xFFFFFFFF. */
    record ChangeOwner(WireText path, long uid, long gid) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.changeOwner(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /** Makes a path writable or read-only. */
    record ChangeMode(WireText path, boolean writable) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.changeMode(this);
        }

        @Override
        public boolean isUtf8() {
            return path.isUtf8();
        }
    }

    /** Negotiates capabilities. Sizes in bytes, 0 to 0xFFFFFFFF. */
    record Ping(boolean supportsFfio, boolean supportsCsr, long firstReadSize, long firstWriteSize)
            implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ping(this);
        }
    }

    /**
     * Something that is not a well-formed request of a known command.
     *
     * @param raw the whole packet
     * @param reason what is wrong with it, one phrase for people
     */
    record Unknown(RawBytes raw, String reason) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unknown(this);
        }
    }

    /** One method a kind of operation, so that a new kind breaks every format at compile time. */
    interface Visitor<R> {
        R createFolder(CreateFolder operation);

        R openFolder(OpenFolder operation);

        R readFolder(ReadFolder operation);

        R rewindFolder(RewindFolder operation);

        R closeFolder(CloseFolder operation);

        R openFile(OpenFile operation);

        R readFile(ReadFile operation);

        R writeFile(WriteFile operation);

        R setFilePosition(SetFilePosition operation);

        R statFile(StatFile operation);

        R closeFile(CloseFile operation);

        R remove(Remove operation);

        R rename(Rename operation);

        R queryPath(QueryPath operation);

        R changeOwner(ChangeOwner operation);

        R changeMode(ChangeMode operation);

        R ping(Ping operation);

        R unknown(Unknown operation);
    }
}
