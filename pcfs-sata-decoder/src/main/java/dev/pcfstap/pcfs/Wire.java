package dev.pcfstap.pcfs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian integers in an array. An {@code i32} is an {@code int}; a {@code u32} becomes a {@code long}. */
final class Wire {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Wire() {}

    static int i32(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    static long u32(byte[] bytes, int offset) {
        return Integer.toUnsignedLong((int) INT.get(bytes, offset));
    }

    static long u64(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }
}
