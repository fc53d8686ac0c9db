package dev.pcfstap.pcap.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as they lie in files and packets. The caller has checked that they are inside the array. */
public final class Wire {
    private static final VarHandle SHORT_BE = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Wire() {}

    /** An unsigned byte. */
    public static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    /** Two bytes, big-endian. */
    public static int u16(byte[] bytes, int at) {
        return (short) SHORT_BE.get(bytes, at) & 0xFFFF;
    }

    /** Four bytes, big-endian, as a bit pattern. */
    public static int i32(byte[] bytes, int at) {
        return (int) INT_BE.get(bytes, at);
    }

    /** Four bytes in the order of the file, as a bit pattern. */
    static int i32(byte[] bytes, int at, boolean bigEndian) {
        return bigEndian ? (int) INT_BE.get(bytes, at) : (int) INT_LE.get(bytes, at);
    }

    /** Four bytes in the order of the file, unsigned. */
    static long u32(byte[] bytes, int at, boolean bigEndian) {
        return i32(bytes, at, bigEndian) & 0xFFFF_FFFFL;
    }

    /** Two bytes in the order of the file, unsigned. */
    static int u16(byte[] bytes, int at, boolean bigEndian) {
        int value = u16(bytes, at);
        return bigEndian ? value : Short.reverseBytes((short) value) & 0xFFFF;
    }

    /** Eight bytes, big-endian. */
    public static long i64(byte[] bytes, int at) {
        return (long) LONG_BE.get(bytes, at);
    }

    /** Eight bytes in the order of the file. */
    static long i64(byte[] bytes, int at, boolean bigEndian) {
        long value = i64(bytes, at);
        return bigEndian ? value : Long.reverseBytes(value);
    }
}
