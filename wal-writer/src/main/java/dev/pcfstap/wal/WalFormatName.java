package dev.pcfstap.wal;

import java.time.ZoneId;

/** The text formats, by the names that the command line knows. */
public enum WalFormatName {
    /** The default: time, stream and exchange before each operation, and what the tap worked out after it. */
    TAP("tap") {
        @Override
        public WalFormat create() {
            return new TapFormat();
        }
    },
    /** What the reference implementation prints, byte for byte. */
    CAT_DEV("cat-dev") {
        @Override
        public WalFormat create() {
            return new CatDevFormat();
        }
    },
    /** JSON Lines. */
    JSON("json") {
        @Override
        public WalFormat create() {
            return new JsonFormat();
        }
    };

    private final String token;

    WalFormatName(String token) {
        this.token = token;
    }

    /** The name as people type it. */
    public String token() {
        return token;
    }

    /** A new formatter; each belongs to one thread. */
    public abstract WalFormat create();

    /**
     * A new formatter that shows times in a style; {@link IllegalArgumentException} with a line for the user when this format
     * shows them in one way only.
     */
    public WalFormat create(TimeStyle style) {
        if (style == TimeStyle.UTC) {
            return create();
        }
        if (this != TAP) {
            throw new IllegalArgumentException("times are UTC in the json format, and cat-dev has none");
        }
        return new TapFormat(TapFormat.DEFAULT_DATA_LIMIT_BYTES, style, ZoneId.systemDefault());
    }

    /** The format that a token names; {@link IllegalArgumentException} with a line for the user when there is none. */
    public static WalFormatName parse(String token) {
        for (WalFormatName name : values()) {
            if (name.token.equals(token)) {
                return name;
            }
        }
        throw new IllegalArgumentException("unknown WAL format '" + token + "': it is tap, cat-dev or json");
    }

    @Override
    public String toString() {
        return token;
    }
}
