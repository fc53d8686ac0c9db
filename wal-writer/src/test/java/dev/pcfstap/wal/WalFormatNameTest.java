package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WalFormatNameTest {

    @Test
    void everyTokenNamesItsFormat() {
        for (WalFormatName name : WalFormatName.values()) {
            assertThat(WalFormatName.parse(name.token())).isSameAs(name);
        }
        assertThat(WalFormatName.parse("tap").create()).isInstanceOf(TapFormat.class);
        assertThat(WalFormatName.parse("cat-dev").create()).isInstanceOf(CatDevFormat.class);
        assertThat(WalFormatName.parse("json").create()).isInstanceOf(JsonFormat.class);
    }

    @Test
    void anUnknownTokenIsRefusedInOneClearLine() {
        assertThatThrownBy(() -> WalFormatName.parse("xml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown WAL format 'xml': it is tap, cat-dev or json");
    }
}
