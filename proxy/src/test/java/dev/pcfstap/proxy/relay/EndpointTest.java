package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @Test
    void namesAddressesAndBracketedAddressesAreUnderstood() {
        assertThat(Endpoint.parse("host.example:7500")).isEqualTo(new Endpoint("host.example", 7500));
        assertThat(Endpoint.parse("[::1]:7500"))
                .isEqualTo(new Endpoint("::1", 7500))
                .hasToString("[::1]:7500");
        assertThat(Endpoint.parse("0", "127.0.0.1")).hasToString("127.0.0.1:0");
        assertThat(Endpoint.parse("0.0.0.0:1", "127.0.0.1")).hasToString("0.0.0.0:1");
    }

    @ParameterizedTest
    @CsvSource({
        "host, has no port",
        "host:, is not a number",
        "host:x, is not a number",
        "host:65536, must be 0 to 65535",
        "host:-1, must be 0 to 65535",
        "::1:7500, needs brackets",
        ":7500, the host is missing"
    })
    void whatIsWrongIsSaid(String text, String message) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
