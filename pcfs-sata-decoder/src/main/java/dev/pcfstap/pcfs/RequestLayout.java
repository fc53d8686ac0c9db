package dev.pcfstap.pcfs;

/**
 * A request: the header, the command info, the body of its {@link Command}.
 *
 * <pre>
 * 0x20 u32 user 0          Ping: first read size
 * 0x24 u32 user 1          Ping: first write size
 * 0x28 4 bytes capabilities 0   all zero in a Ping: FFIO and CSR off
 * 0x2C 4 bytes capabilities 1   OpenFile: first byte not zero unlocks a read-only file
 * 0x30 u32 command
 * 0x34 body
 * </pre>
 */
final class RequestLayout {
    static final int COMMAND_INFO_LENGTH = 0x14;
    static final int USER_0 = 0x20;
    static final int USER_1 = 0x24;
    static final int CAPABILITIES_0 = 0x28;
    static final int CAPABILITIES_1 = 0x2C;
    static final int COMMAND = 0x30;
    static final int BODY = 0x34;

    static final int PATH_LENGTH = 0x200;
    static final int MODE_LENGTH = 0x10;

    /** User 0 and user 1 of a QueryPath that makes the folder when it is missing. */
    static final int QUERY_CREATE_USER_0 = 0x100000FC;

    static final int RENAME_COPY_USER_0 = 0x100000F5;
    static final int MODIFIER_USER_1 = 0x100000FF;

    /** A mode with any of these bits means writable. */
    static final int WRITABLE_BITS = 0x222;

    private RequestLayout() {}
}
