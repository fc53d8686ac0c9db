package dev.pcfstap.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileSizeLimitTest {
    private final IOException refused = new IOException("File too large");
    private final IOException inAnotherLanguage = new IOException("Die Datei ist zu gro\u00df");
    private final IOException full = new IOException("No space left on device");

    @Test
    void theLimitOfTheProcessIsFoundAmongTheOthers() {
        String line = "Max file size             32768                unlimited            bytes     ";
        assertThat(FileSizeLimit.parse(List.of("Limit  Soft Limit", line))).isEqualTo(32768);
        assertThat(FileSizeLimit.parse(List.of(line.replace("32768", "unlimited"))))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(FileSizeLimit.parse(List.of())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aNewFileHelpsOnlyWhereTheOldOneHasComeToTheLimit() {
        assertThat(FileSizeLimit.isReached(inAnotherLanguage, 32768, 32768)).isTrue();
        assertThat(FileSizeLimit.isReached(full, 1000, 32768)).isFalse();
        assertThat(FileSizeLimit.isReached(refused, 1000, 10)).isFalse();
        assertThat(FileSizeLimit.isReached(refused, 4L << 30, Long.MAX_VALUE)).isTrue();
        assertThat(FileSizeLimit.isReached(full, 4L << 30, Long.MAX_VALUE)).isFalse();
    }
}
