package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/** A read has room for 64 KiB; what waits has not. */
class ReadBuffersTest {
    @Test
    void whatWaitsHasRoomForTwiceItsBytesAtMost() {
        for (int length : new int[] {1, 56, 1259, 20_000, 32_767, 32_768, 60_000, 65_536}) {
            ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(64 << 10);
            byte[] bytes = new byte[length];
            bytes[length - 1] = 7;
            read.writeBytes(bytes);
            ByteBuf kept = ReadBuffers.fitted(read);
            assertThat(kept.capacity()).isLessThanOrEqualTo(2 * length);
            byte[] back = new byte[kept.readableBytes()];
            kept.getBytes(kept.readerIndex(), back);
            assertThat(back).isEqualTo(bytes);
            kept.release();
            assertThat(read.refCnt()).isZero();
        }
    }
}
